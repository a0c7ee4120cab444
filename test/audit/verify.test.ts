import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { leafOf } from '../../src/audit/leaf.js';
import type { Checkpoint } from '../../src/audit/notes/checkpoint.js';
import { readNewestCheckpoint } from '../../src/audit/tree-tables.js';
import { describeVerdict } from '../../src/audit/verify/describe-verdict.js';
import { exportTree } from '../../src/audit/verify/export-tree.js';
import { exportedLeaves, storeLeaves } from '../../src/audit/verify/leaf-source.js';
import { exportedTree, storedTree } from '../../src/audit/verify/signed-tree.js';
import type { VerifierOf } from '../../src/audit/verify/signed-tree.js';
import { verifyLog } from '../../src/audit/verify/verify-log.js';
import { checkpointSigners } from '../../src/compose/notary.js';
import { SECRET_KEY } from '../support/server/credence.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';
import { openAuditedLog } from './audited-log.js';
import type { AuditedLog } from './audited-log.js';

/** Enough for two levels of tiles. */
const USERS = 300;

const verifierOf: VerifierOf = (origin) => checkpointSigners(SECRET_KEY)(origin).verifier;

let signed: TestDatabase;
let database: TestDatabase;
let audited: AuditedLog;
/** An old checkpoint, which was taken out of the database. */
let old: Checkpoint;
/** A folder with the exported tree. */
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credence-tiles-'));
  signed = await usePostgres();
  const first = await openAuditedLog(signed.url);
  await first.register(USERS);
  await first.sign();
  const [checkpoint] = await first.checkpoints();
  const newest = await readNewestCheckpoint(first.log.pool);
  if (checkpoint === undefined || newest === null) throw new Error('The notary has signed a checkpoint.');
  old = checkpoint;
  await exportTree(first.log.pool, newest, folder);
  await first.register(20);
  await first.sign();
  await first.log.close();
});

afterAll(async () => {
  await signed.dispose();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  database = await usePostgres(`template ${new URL(signed.url).pathname.slice(1)}`);
  audited = await openAuditedLog(database.url);
});

afterEach(async () => {
  await audited.log.close();
  await database.dispose();
});

/** Verifies the log in the way of an auditor who has the old checkpoint. */
async function findings(trusted: Checkpoint | null = old): Promise<string[]> {
  const tree = await storedTree(audited.log.pool);
  return describeVerdict(
    await verifyLog({ log: storeLeaves(audited.log.store), tree, verifierOf, trusted }),
    trusted,
  );
}

async function idAt(position: number): Promise<string> {
  const { rows } = await audited.log.pool.query<{ event_id: string }>(
    'select event_id from credence_log.events where position = $1',
    [position],
  );
  return rows[0]?.event_id ?? '';
}

const changed = (name: string) => [
  name,
  'The checkpoint of 300 events does not fit the log and the key.',
  'The checkpoint of 320 events does not fit the log and the key.',
  'The log does not start with the 300 events of the given checkpoint.',
];

describe('the verification of a log', () => {
  test('PRF-1 an untouched log is accepted, also with new events', async () => {
    await audited.register(3);
    expect(await findings()).toEqual([]);
    expect(await findings(null)).toEqual([]);
  });

  test('PRF-1 EVT-12 a changed event is named', async () => {
    const id = await idAt(8);
    await audited.tamper(`update credence_log.events set type = 'EmailVerified' where position = 8`);
    expect(await findings()).toEqual(changed(`Event 7 was changed: ${id} at position 0000000000000000008.`));
  });

  test('PRF-1 EVT-12 a deleted event is named', async () => {
    await audited.tamper('delete from credence_log.events where position = 101');
    expect(await findings()).toEqual([
      'Event 100 was removed.',
      ...changed('').slice(1, 2),
      'The log does not start with the 300 events of the given checkpoint.',
    ]);
  });

  test('PRF-1 two swapped events are named', async () => {
    await audited.tamper(
      'update credence_log.events set position = -1 where position = 50',
      'update credence_log.events set position = 50 where position = 60',
      'update credence_log.events set position = 60 where position = -1',
    );
    const [first, second, ...rest] = await findings();
    expect([first, second]).toEqual([
      `Event 49 was reordered: ${await idAt(50)} at position 0000000000000000050 is signed at another place.`,
      `Event 59 was reordered: ${await idAt(60)} at position 0000000000000000060 is signed at another place.`,
    ]);
    expect(rest).toEqual(changed('').slice(1));
  });

  test('PRF-1 a truncated log is named with the events that it lacks', async () => {
    await audited.tamper('delete from credence_log.events where position > 310');
    expect(await findings()).toEqual([
      'The log was truncated: the last 10 signed events, from event 310 on, are missing.',
    ]);
  });

  test('PRF-1 a log that was replaced beside the signed tree is named', async () => {
    await audited.tamper('update credence_log.events set event_id = gen_random_uuid()');
    expect(await findings()).toEqual(changed('The log was replaced: it has none of the signed events.'));
  });

  test('PRF-1 a log that was rebuilt and signed again is found by an old checkpoint', async () => {
    const rebuilt = await usePostgres();
    await audited.log.close();
    audited = await openAuditedLog(rebuilt.url);
    await audited.register(USERS + 5);
    await audited.sign();
    expect(await findings(null)).toEqual([]);
    expect(await findings()).toEqual([
      'The log does not start with the 300 events of the given checkpoint.',
      'The signed leaves do not lead to the given checkpoint: they were changed or signed anew.',
    ]);
    await audited.log.close();
    audited = await openAuditedLog(database.url);
    await rebuilt.dispose();
  });

  test('a changed event is named with exported tiles, also if the tree in the database was changed with it', async () => {
    const id = await idAt(8);
    await audited.tamper(
      `update credence_log.events set type = 'EmailVerified' where position = 8`,
      'drop schema credence_audit cascade',
    );
    const tree = await exportedTree(folder, verifierOf);
    if (tree === null) throw new Error('The folder has a signed checkpoint.');
    const verdict = await verifyLog({ log: storeLeaves(audited.log.store), tree, verifierOf, trusted: old });
    expect(describeVerdict(verdict, old)).toEqual([
      `Event 7 was changed: ${id} at position 0000000000000000008.`,
      'The checkpoint of 300 events does not fit the log and the key.',
      'The log does not start with the 300 events of the given checkpoint.',
    ]);
    expect(await exportedTree(folder, () => null)).toBeNull();
  });

  test('PRF-1 an export is verified by exported tiles, and a changed line is named', async () => {
    const path = join(folder, 'leaves');
    const tree = await exportedTree(folder, verifierOf);
    const lines = (await audited.events()).map((event) => leafOf(event).toString());
    const verdictOf = async (text: string) => {
      await writeFile(path, text);
      const log = exportedLeaves(path, false);
      return describeVerdict(await verifyLog({ log, tree, verifierOf, trusted: old }), old);
    };
    expect(await verdictOf(`${lines.join('\n')}\n`)).toEqual([]);
    expect(await verdictOf(lines.join('\n'))).toEqual([]);
    const changed = lines.with(7, String(lines[7]).replace('"actor":"', '"actor":"x'));
    expect((await verdictOf(changed.join('\n')))[0]).toBe(`Event 7 was changed: ${await idAt(8)} in line 8.`);
  });

  test('changed leaves and forged checkpoints in the database are named', async () => {
    await audited.tamper(
      'alter table credence_audit.leaves disable trigger all',
      `update credence_audit.leaves set hash = sha256('x') where index = 3`,
      'alter table credence_audit.checkpoints disable trigger all',
      `update credence_audit.checkpoints set note = replace(note, '300', '299') where size = 300`,
    );
    const found = await findings();
    expect(found[0]).toMatch(/^Event 3 was changed/);
    expect(found.slice(1)).toEqual([
      'The checkpoint of 299 events does not fit the log and the key.',
      'The signed leaves do not lead to the given checkpoint: they were changed or signed anew.',
    ]);
  });
});
