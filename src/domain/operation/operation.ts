import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { operationEvents } from './events.js';
import type { OperationEvent } from './events.js';

/** The id of the only list of operations. The data key of this id encrypts the sources of its events. */
const LIST = 'b3c52e8f-0d47-4a91-8f6e-27d9c1405ab6';

export const operations = defineCategory({
  prefix: 'operations',
  events: operationEvents,
  subject: 'stream_thing',
});

/** The requests of operators. Their effects are in the database, so no decision depends on earlier ones. */
export const operationList: Aggregate<null, OperationEvent> = operations.aggregate<null, OperationEvent>(
  LIST,
  { initial: null, evolve: () => null },
);
