import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { copyTree } from '../../src/audit/copy-tree.js';
import { extendTree } from '../../src/audit/extend-tree.js';
import type { TreeParts } from '../../src/audit/notary-checks.js';
import { openCheckpoint, originOf } from '../../src/audit/notes/checkpoint.js';
import { filePublication } from '../../src/audit/publication.js';
import { restartTree } from '../../src/audit/restart/restart-tree.js';
import { readCheckpointsAfter, readNewestCheckpoint } from '../../src/audit/tree-tables.js';
import { leafOf } from '../../src/audit/leaf.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';
import { openAuditedLog, ORIGIN } from './audited-log.js';
import type { AuditedLog } from './audited-log.js';
import { naiveRoot } from './naive-tree.js';

const NEXT = `${ORIGIN}/2`;
const REASON = 'The disk of the database was lost.';

let folder: string;
let signed: TestDatabase;
let database: TestDatabase;
let audited: AuditedLog;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credence-restart-'));
  signed = await usePostgres();
  const first = await openAuditedLog(signed.url);
  await first.register(300);
  await first.sign();
  await first.log.close();
});
afterAll(async () => {
  await signed.dispose();
  await rm(folder, { recursive: true });
});

async function openBackup(): Promise<void> {
  database = await usePostgres(`template ${new URL(signed.url).pathname.slice(1)}`);
  audited = await openAuditedLog(database.url);
}
async function close(): Promise<void> {
  await audited.log.close();
  await database.dispose();
}
beforeEach(async () => {
  path = join(folder, String(Math.random()));
  await openBackup();
});
afterEach(close);

/** Returns the parts of a process with a log name, which publishes to the file. */
function partsOf(origin: string): TreeParts {
  return { ...audited.parts, origin, publication: filePublication(path) };
}

async function sign(parts: TreeParts): Promise<void> {
  while (await extendTree(parts));
}

/** Checks that the newest checkpoint covers the log, by the definition of the tree. */
async function expectTrueHead(origin: string): Promise<void> {
  const { note = '' } = (await readNewestCheckpoint(audited.log.pool)) ?? {};
  expect(originOf(note)).toBe(origin);
  const leaves = (await audited.events()).map(leafOf);
  const head = openCheckpoint(note, audited.parts.signerOf(origin).verifier);
  expect(head).toEqual({ origin, size: leaves.length, root: naiveRoot(leaves) });
  expect(await readFile(path, 'utf8')).toBe(note);
}

describe('credence audit restart', () => {
  test('PRF-4 after a loss of events the log needs another name, and the former tree stays as evidence', async () => {
    await sign(partsOf(ORIGIN));
    await audited.tamper('delete from credence_log.events where position > 290');
    await audited.log.close();
    audited = await openAuditedLog(database.url);
    await audited.register(5);
    await expect(extendTree(partsOf(ORIGIN))).rejects.toThrow('lost or changed the event of leaf 299');
    await expect(restartTree(partsOf(ORIGIN), REASON)).rejects.toThrow(
      `Set another CHECKPOINT_ORIGIN in all workers, such as ${NEXT}, and repeat.`,
    );
    await expect(extendTree(partsOf(ORIGIN))).rejects.toThrow('lost or changed the event of leaf 299');

    expect(await restartTree(partsOf(NEXT), REASON)).toEqual({ size: 300, ended: ORIGIN });
    await sign(partsOf(NEXT));
    await expectTrueHead(NEXT);
    await expect(extendTree(partsOf(ORIGIN))).rejects.toThrow('is the name of a log that has ended');

    const { pool } = audited.log;
    const { rows } = await pool.query('select origin, number, reason from credence_audit.former_logs');
    expect(rows).toEqual([{ origin: ORIGIN, number: 1, reason: REASON }]);
    const former = await pool.query('select from credence_audit.leaves_1');
    expect(former.rowCount).toBe(300);
    for (const table of ['leaves_1', 'checkpoints_1', 'leaves', 'checkpoints'])
      await expect(pool.query(`delete from credence_audit.${table}`)).rejects.toThrow('only grows');
  });

  test('PRF-4 a restored database that lacks published events goes on under another name, also twice', async () => {
    for (const [origin, next] of [
      [ORIGIN, NEXT],
      [NEXT, `${ORIGIN}/3`],
    ] as const) {
      await audited.register(10);
      await sign(partsOf(origin));
      await audited.tamper('delete from credence_log.events where position > 305');
      await audited.log.close();
      audited = await openAuditedLog(database.url);
      expect(await restartTree(partsOf(next), REASON)).toMatchObject({ ended: origin });
      await sign(partsOf(next));
      await expectTrueHead(next);
    }
  });

  test('PRF-4 a database that was restored from a backup goes on under another name', async () => {
    await audited.register(10);
    await sign(partsOf(ORIGIN));
    await close();
    await openBackup();
    await audited.register(20);
    await expect(extendTree(partsOf(ORIGIN))).rejects.toThrow('more leaves than the stored tree');
    expect(await restartTree(partsOf(NEXT), REASON)).toEqual({ size: 310, ended: ORIGIN });
    await sign(partsOf(NEXT));
    await expectTrueHead(NEXT);
  });

  test('PRF-4 a checkpoint from outside shows what a restored database and its file lack', async () => {
    await audited.register(10);
    await audited.sign();
    const { note: outside = '' } = (await readNewestCheckpoint(audited.log.pool)) ?? {};
    await close();
    await openBackup();
    await sign(partsOf(ORIGIN));
    const restart = (origin: string, given: string) => restartTree(partsOf(origin), REASON, given);
    await expect(restart(ORIGIN, outside.replace('310', '311'))).rejects.toThrow('that this key has signed');
    await expect(restart(ORIGIN, outside)).rejects.toThrow('lacks events that are signed');
    // The restored log has gone on under the same name, and is longer than the one that it has lost.
    await audited.register(20);
    await sign(partsOf(ORIGIN));
    await expect(restart(ORIGIN, outside)).rejects.toThrow('Set another CHECKPOINT_ORIGIN');
    expect(await restart(NEXT, outside)).toEqual({ size: 320, ended: ORIGIN });
    await sign(partsOf(NEXT));
    await expectTrueHead(NEXT);
    await expect(restart(NEXT, outside)).rejects.toThrow('of a log that has not ended');
  });

  test('the published checkpoint of a former log does not end the next one', async () => {
    await audited.register(10);
    await sign(partsOf(ORIGIN));
    const former = await readFile(path, 'utf8');
    await audited.tamper('delete from credence_log.events where position > 305');
    await audited.log.close();
    audited = await openAuditedLog(database.url);
    await restartTree(partsOf(NEXT), REASON);
    await sign(partsOf(NEXT));
    await writeFile(path, former);
    expect(await restartTree(partsOf(NEXT), REASON)).toEqual({ size: 305, ended: null });
  });

  test('a move to another database keeps the cosignatures and the names of former logs', async () => {
    const { pool } = audited.log;
    const readAll = () => Promise.resolve([]);
    await restartTree({ ...partsOf(NEXT), store: { ...audited.parts.store, readAll } }, REASON);
    await sign(partsOf(NEXT));
    await pool.query(`insert into credence_audit.cosignatures
      select size, witness, 'line' from credence_audit.checkpoints, unnest(array['a', 'b']) as witness`);
    const target = await usePostgres();
    const other = await openAuditedLog(target.url);
    for (let time = 0; time < 2; time += 1) await copyTree(pool, other.log.pool);
    for (const table of ['checkpoints', 'cosignatures', 'former_logs']) {
      const rows = `select * from credence_audit.${table} order by 1, 2`;
      expect((await other.log.pool.query(rows)).rows).toEqual((await pool.query(rows)).rows);
    }
    const next = { ...other.parts, origin: `${ORIGIN}/3` };
    expect(await restartTree(next, REASON)).toEqual({ size: 300, ended: NEXT });
    await other.log.close();
    await target.dispose();
  });

  test('PRF-4 a lost tree is built anew from a log that has all published events, under the same name', async () => {
    await sign(partsOf(ORIGIN));
    const published = await readFile(path, 'utf8');
    await audited.tamper('drop schema credence_audit cascade');
    await audited.log.close();
    audited = await openAuditedLog(database.url);
    await audited.register(7);
    await expect(extendTree(partsOf(ORIGIN))).rejects.toThrow('more leaves than the stored tree');
    expect(await restartTree(partsOf(ORIGIN), REASON)).toEqual({ size: 300, ended: null });
    expect((await readCheckpointsAfter(audited.log.pool, 0, 10)).map(({ note }) => note)).toEqual([
      published,
    ]);
    await sign(partsOf(ORIGIN));
    await expectTrueHead(ORIGIN);
  });

  test('a tree whose rows were changed is built anew as well', async () => {
    await audited.tamper(
      'alter table credence_audit.leaves disable trigger all',
      `update credence_audit.leaves set hash = sha256('x') where index = 290`,
    );
    await audited.register(1);
    await expect(extendTree(partsOf(ORIGIN))).rejects.toThrow('does not lead to its checkpoint');
    expect(await restartTree(partsOf(ORIGIN), REASON)).toEqual({ size: 300, ended: null });
    await sign(partsOf(ORIGIN));
    await expectTrueHead(ORIGIN);
  });

  test('without any checkpoint there is nothing to restart', async () => {
    await audited.tamper('drop schema credence_audit cascade');
    await audited.log.close();
    audited = await openAuditedLog(database.url);
    await expect(restartTree(partsOf(ORIGIN), REASON)).rejects.toThrow('There is no checkpoint');
  });
});
