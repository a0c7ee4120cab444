import { expect, test } from '@jest/globals';
import { useExportLink } from '../../../src/commands/privacy/download-export.js';
import { recordExport } from '../../../src/commands/privacy/complete-export.js';
import { requestUserErasure } from '../../../src/commands/privacy/request-erasure.js';
import { requestExportByAdmin } from '../../../src/commands/privacy/request-export.js';
import { ExportOver } from '../../../src/domain/export/decisions.js';
import { exportsOf } from '../../../src/domain/export/exports.js';
import type { UserId } from '../../../src/domain/ids.js';
import { loadState } from '../../../src/eventstore/folding/load-state.js';
import { aWorld, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { minutesLater } from '../../support/domain/second-steps.js';
import { aCause } from '../../support/stores/memory/memory-log.js';

/** Requests an export and records its archive. Returns the token of the mailed link. */
async function readyExport(world: World, userId: UserId, archiveId: string, minute: number): Promise<string> {
  const cause = aCause(minutesLater(minute));
  const requested = (await requestExportByAdmin(world, userId, cause)).exports.at(-1);
  if (requested === undefined) throw new Error('There is no request.');
  const archive = { id: archiveId, bytes: 7, expires: minutesLater(24 * 60) };
  await recordExport(world, { userId, exportId: requested.id }, archive, aCause(minutesLater(minute)));
  const link = (await loadState(world.log, exportsOf(userId))).at(-1)?.archive?.link;
  if (link === undefined) throw new Error('There is no archive.');
  return world.linkTokens.issue('export', { userId, eventId: link });
}

test('a newer archive ends the link of the earlier one, as the mail says (GDP-14)', async () => {
  const world = aWorld();
  const { id } = await verifiedAccount(world);
  const first = await readyExport(world, id, '0f4d8b2a-6e1c-4937-a5d0-9b8c7e6f5a43', 0);
  const second = await readyExport(world, id, '1e3c7a19-5d0b-4826-94cf-8a7b6d5e4932', 1);
  const use = (token: string) => useExportLink(world, { token }, aCause(minutesLater(2)));
  await expect(use(first)).rejects.toThrow(ExportOver);
  expect(await use(second)).toMatchObject({ userId: id });
});

test('the link of an erased person is refused, also before a worker has destroyed the key (GDP-14)', async () => {
  const world = aWorld();
  const { id } = await verifiedAccount(world);
  const token = await readyExport(world, id, '0f4d8b2a-6e1c-4937-a5d0-9b8c7e6f5a43', 0);
  await requestUserErasure(world, id, {}, aCause(minutesLater(1)), null);
  await expect(useExportLink(world, { token }, aCause(minutesLater(2)))).rejects.toThrow(ExportOver);
  expect((await loadState(world.log, exportsOf(id))).at(-1)?.archive?.downloaded).toBe(false);
});
