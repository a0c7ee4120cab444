import type { VersionChange } from '../../domain/read-model/events.js';
import { readModelChanges } from '../../domain/read-model/read-model.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import { appendUnread } from '../append-changes.js';
import type { CommandDependencies } from '../dependencies.js';

/**
 * Records a requested change to the versions of a read model, before it is made.
 *
 * @returns the position of the record
 */
export async function recordReadModelChange(
  { log }: Pick<CommandDependencies, 'log'>,
  reader: string,
  change: VersionChange,
  cause: Cause,
): Promise<Position> {
  const event = { type: 'ReadModelChangeRequested' as const, data: { reader, change } };
  return await appendUnread(log, readModelChanges, [event], cause);
}
