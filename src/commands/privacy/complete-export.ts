import { completeExport } from '../../domain/export/decisions.js';
import { exportsOf } from '../../domain/export/exports.js';
import type { EventId, UserId } from '../../domain/ids.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/**
 * Records that the archive of an export is stored.
 *
 * @returns whether it is the archive of this export; an earlier attempt may have stored another
 */
export async function recordExport(
  { log }: Pick<CommandDependencies, 'log'>,
  { userId, exportId }: { readonly userId: UserId; readonly exportId: EventId },
  archive: { readonly id: string; readonly bytes: number; readonly expires: Date },
  cause: Cause,
): Promise<boolean> {
  const { states } = await handle(log, cause, { exports: exportsOf(userId) }, ({ exports }) => ({
    exports: completeExport(exports, exportId, archive),
  }));
  return states.exports.some((one) => one.id === exportId && one.archive?.id === archive.id);
}
