import { z } from 'zod';
import { skippingUnreadable } from '../../domain/aggregate.js';
import { downloadExport, ExportOver } from '../../domain/export/decisions.js';
import { exportsOf } from '../../domain/export/exports.js';
import type { UserId } from '../../domain/ids.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import { linkToken } from '../input-schemas.js';

export const downloadExportInput = z.strictObject({ token: linkToken });

/**
 * Uses the link to an archive, which works once.
 *
 * @throws ExportOver the link is not authentic, was used or has expired, or its person is erased
 */
export async function useExportLink(
  { log, linkTokens }: Pick<CommandDependencies, 'log' | 'linkTokens'>,
  { token }: z.output<typeof downloadExportInput>,
  cause: Cause,
): Promise<{ readonly userId: UserId; readonly archiveId: string }> {
  const link = linkTokens.read('export', token);
  if (link === null) throw new ExportOver();
  const { userId, eventId } = link;
  const byOwner = { ...cause, actor: `user:${userId}` };
  const streams = { user: skippingUnreadable(userAt(userId)), exports: exportsOf(userId) };
  const { states } = await handle(log, byOwner, streams, ({ user, exports }) => {
    // The archive of an erased person is readable until a worker destroys the key.
    if (user.status === 'erased') throw new ExportOver();
    return { exports: downloadExport(exports, eventId, cause.now) };
  });
  const archive = states.exports.find((one) => one.archive?.link === eventId)?.archive;
  if (archive == null) throw new ExportOver();
  return { userId, archiveId: archive.id };
}
