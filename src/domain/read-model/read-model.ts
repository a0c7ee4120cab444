import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { readModelEvents } from './events.js';
import type { ReadModelEvent } from './events.js';

/** The id of the only list of changes. The data key of this id encrypts the sources of its events. */
const LIST = 'b3c52e8f-0d47-4a91-8f6e-27d9c1405ab6';

export const changesOfReadModels = defineCategory({
  prefix: 'read_models',
  events: readModelEvents,
  subject: 'stream_thing',
});

/** The changes to the versions of read models. Their state is in the database, so no decision depends on earlier ones. */
export const readModelChanges: Aggregate<null, ReadModelEvent> = changesOfReadModels.aggregate<
  null,
  ReadModelEvent
>(LIST, { initial: null, evolve: () => null });
