import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import type { EventId } from '../ids.js';
import { acknowledgementEvents, consumerEvents } from './events.js';
import type { AcknowledgementEvent, ConsumerEvent } from './events.js';

/** A reader of the feed whose position the service stores. */
export interface Consumer {
  readonly name: string;
  /** The event types that it follows; empty: all. */
  readonly types: readonly string[];
  /** The position that it was set to. Acknowledgements move it on. */
  readonly position: string;
  /** The event that set the position. It names the stream of the acknowledgements since then. */
  readonly setBy: EventId;
}

/** The consumers by their names. */
export type Consumers = ReadonlyMap<string, Consumer>;

/** The id of the only list of consumers. The data key of this id encrypts the sources of its events. */
const LIST = '2f9d6c1b-7a45-4e0c-b8f3-61d0a9e47c52';

const lists = defineCategory({ prefix: 'consumers', events: consumerEvents, subject: 'stream_thing' });

const acknowledgements = defineCategory({
  prefix: 'acknowledgement',
  events: acknowledgementEvents,
  subject: 'stream_thing',
  keepLast: 1,
});

export const consumerCategories = [lists, acknowledgements] as const;

export const consumerList: Aggregate<Consumers, ConsumerEvent> = lists.aggregate<Consumers, ConsumerEvent>(
  LIST,
  {
    initial: new Map(),
    evolve(consumers, event) {
      const changed = new Map(consumers);
      const { consumer: name } = event.data;
      if (event.type === 'ConsumerDeleted') changed.delete(name);
      else {
        const { types, position } = event.data;
        const before = consumers.get(name);
        const place =
          position === null && before !== undefined ? before : { position: position ?? '', setBy: event.id };
        changed.set(name, { name, types, position: place.position, setBy: place.setBy });
      }
      return changed;
    },
  },
);

/** The newest acknowledged position of a consumer since it was set, or null. */
export function acknowledgedBy({ setBy }: Consumer): Aggregate<string | null, AcknowledgementEvent> {
  return acknowledgements.aggregate<string | null, AcknowledgementEvent>(setBy, {
    initial: null,
    evolve: (_, { data }) => data.position,
  });
}
