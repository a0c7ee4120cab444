import type { Aggregate } from './aggregate.js';
import type { EventDefinition, Recorded } from './event.js';
import type { RetentionPeriod } from './personal-data.js';

/**
 * The subject of a category's events: the data key of this person or thing encrypts their fields.
 *
 * - `stream_user`: the person that the stream is named after
 * - `data_user`: the person that the event names in `user_id`
 * - `stream_thing`: the thing that the stream is named after; it is not a person
 * - `data_key`: the key that the event names in `key_id`
 * - `none`: no subject; the events have no personal fields
 */
type SubjectRule = 'stream_user' | 'data_user' | 'stream_thing' | 'data_key' | 'none';

interface CategoryDefinition<Definition extends EventDefinition> {
  /** The part of a stream's name before the hyphen. */
  readonly prefix: string;
  readonly events: readonly Definition[];
  readonly subject: SubjectRule;
  /**
   * Makes the category ephemeral: each stream retains only this many of its newest events, and no read model stores
   * them. Omitted for history.
   */
  readonly keepLast?: number;
  /** The period of retention for the origins of requests: addresses and user agents. Defaults to `requests`. */
  readonly origins?: RetentionPeriod;
}

/** All streams of one aggregate type: `<prefix>-<id>`. */
export interface Category<
  Definition extends EventDefinition = EventDefinition,
> extends CategoryDefinition<Definition> {
  stream(id: string): string;
  /** The id in a stream's name, or null for a stream of another category. */
  idOf(stream: string): string | null;
  includes(stream: string): boolean;
  aggregate<State, Event>(id: string, folding: Folding<State, Event>): Aggregate<State, Event>;
}

interface Folding<State, Event> {
  readonly initial: State;
  readonly idScope?: string;
  evolve(state: State, event: Recorded<Event>): State;
}

/** Ends the prefix of a stream's name. No prefix contains it. */
const SEPARATOR = '-';

/** Defines the streams, events and subject of one aggregate type. `event-catalog.ts` lists every category. */
export function defineCategory<Definition extends EventDefinition>(
  definition: CategoryDefinition<Definition>,
): Category<Definition> {
  const { prefix, keepLast } = definition;
  const start = prefix + SEPARATOR;
  const stream = (id: string) => start + id;
  const includes = (name: string) => name.startsWith(start);
  return {
    ...definition,
    stream,
    includes,
    idOf: (name) => (includes(name) ? name.slice(start.length) : null),
    aggregate: (id, folding) => ({
      ...folding,
      stream: stream(id),
      ...(keepLast !== undefined && { keepLast }),
    }),
  };
}

/** The prefix of a stream's name, or the empty string if it has none. */
export function prefixOf(stream: string): string {
  return stream.slice(0, Math.max(0, stream.indexOf(SEPARATOR)));
}
