import type { VersionChange } from '../../domain/read-model/events.js';
import { changesOf } from '../../domain/read-model/read-model.js';
import type { Cause } from '../../eventstore/codec.js';
import { appendUnread } from '../append-changes.js';
import type { CommandDependencies } from '../dependencies.js';

/** Records a requested change to the versions of a read model, before it is made. */
export async function recordReadModelChange(
  { log }: Pick<CommandDependencies, 'log'>,
  reader: string,
  change: VersionChange,
  cause: Cause,
): Promise<void> {
  const event = { type: 'ReadModelChangeRequested' as const, data: { reader, change } };
  await appendUnread(log, changesOf(reader), [event], cause);
}
