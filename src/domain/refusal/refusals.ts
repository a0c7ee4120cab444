import { v5 as uuidv5 } from 'uuid';
import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { refusalEvents, refusalKind } from './events.js';
import type { RefusalEvent, RefusalKind } from './events.js';

/** Bounds the space that an attacker can fill in the log. */
const KEEP_LAST = 1000;

/** The namespace of the ids of the kinds. The data key of such an id encrypts the sources. */
const NAMESPACE = '5b0c8e5e-4f0f-4f5c-8f0e-9d0d3b8c2a71';

/** The refused requests of one kind. No decision depends on them. */
export const refusals = defineCategory({
  prefix: 'refusal',
  events: refusalEvents,
  subject: 'stream_thing',
  keepLast: KEEP_LAST,
});

export function refusalsOf(kind: RefusalKind): Aggregate<null, RefusalEvent> {
  return refusals.aggregate<null, RefusalEvent>(uuidv5(kind, NAMESPACE), {
    initial: null,
    evolve: () => null,
  });
}

/** The streams of all kinds. */
export const REFUSAL_STREAMS: readonly string[] = refusalKind.options.map((kind) => refusalsOf(kind).stream);
