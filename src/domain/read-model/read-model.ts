import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { readModelEvents } from './events.js';
import type { ReadModelEvent } from './events.js';

/** The changes to read models. Their state is in the database, so no decision depends on the earlier ones. */
export const changesOfReadModels = defineCategory({
  prefix: 'read_model',
  events: readModelEvents,
  subject: 'none',
});

/** The changes to one read model, such as `users@1`. */
export function changesOf(reader: string): Aggregate<null, ReadModelEvent> {
  return changesOfReadModels.aggregate<null, ReadModelEvent>(reader, { initial: null, evolve: () => null });
}
