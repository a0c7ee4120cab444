import type { OperationEvent } from '../../domain/operation/events.js';
import { operationList } from '../../domain/operation/operation.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import { appendUnread } from '../append-changes.js';
import type { CommandDependencies } from '../dependencies.js';

/**
 * Records the request of an operator, before it is carried out.
 *
 * @returns the position of the record
 */
export async function recordOperation(
  { log }: Pick<CommandDependencies, 'log'>,
  event: OperationEvent,
  cause: Cause,
): Promise<Position> {
  return await appendUnread(log, operationList, [event], cause);
}
