import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { extendTree, PAGE_SIZE } from '../../src/audit/extend-tree.js';
import { hashOf, leafOf } from '../../src/audit/leaf.js';
import { startNotary } from '../../src/audit/notary.js';
import { NotaryRefused } from '../../src/audit/notary-checks.js';
import { filePublication } from '../../src/audit/publication.js';
import { proveConsistency, proveInclusion } from '../../src/audit/tree/proofs.js';
import { provesConsistency, provesInclusion } from '../../src/audit/tree/verify-proofs.js';
import { restartNotary, storedTiles } from '../../src/audit/tree-tables.js';
import { waitFor } from '../support/clients/wait-for.js';
import { silentLogger } from '../support/server/silent-logger.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';
import { openAuditedLog, ORIGIN } from './audited-log.js';
import type { AuditedLog } from './audited-log.js';
import { naiveRoot } from './naive-tree.js';

const HOLDER = fileURLToPath(new URL('./notary-holder.js', import.meta.url));
const KILLS = 3;
const LIFE_MS = 300;
/** Users of the log that every test starts with; the notary has signed their registrations. */
const USERS = 20;

let signed: TestDatabase;
let database: TestDatabase;
let audited: AuditedLog;

beforeAll(async () => {
  signed = await usePostgres();
  const first = await openAuditedLog(signed.url);
  await first.register(USERS);
  await first.sign();
  await first.log.close();
});

afterAll(async () => {
  await signed.dispose();
});

beforeEach(async () => {
  database = await usePostgres(`template ${new URL(signed.url).pathname.slice(1)}`);
  audited = await openAuditedLog(database.url);
});

afterEach(async () => {
  await audited.log.close();
  await database.dispose();
});

/** Checks that each checkpoint covers the first events of the log, by the definition of the tree. */
async function expectTrueCheckpoints(): Promise<void> {
  const leaves = (await audited.events()).map(leafOf);
  const checkpoints = await audited.checkpoints();
  for (const { size, root } of checkpoints) expect(root).toEqual(naiveRoot(leaves.slice(0, size)));
  expect(checkpoints.at(-1)?.size).toBe(leaves.length);
}

describe('the notary', () => {
  test('PRF-3 it signs the tree of all events, whose proofs verify', async () => {
    await audited.register(300);
    await audited.sign();
    await expectTrueCheckpoints();

    const [older, newer] = await audited.checkpoints();
    if (older === undefined || newer === undefined) throw new Error('There are two checkpoints.');
    const readTile = storedTiles(audited.log.pool);
    const consistency = await proveConsistency(readTile, older.size, newer.size);
    expect(provesConsistency(consistency, older, newer)).toBe(true);
    for (const [index, event] of (await audited.events()).entries()) {
      const proof = await proveInclusion(readTile, index, newer.size);
      expect(provesInclusion(proof, hashOf(event), index, newer)).toBe(true);
    }
  });

  test('it signs a full page before its interval is over', async () => {
    const looked: boolean[] = [];
    const notary = startNotary({
      ...audited.parts,
      intervalMs: 600_000,
      logger: silentLogger,
      onLook: (refused) => looked.push(refused),
    });
    await waitFor('the notary has looked at the log', () => looked.length === 1);
    await audited.register(PAGE_SIZE);
    await waitFor('the notary signs', async () => (await audited.checkpoints()).length === 2);
    await notary.stop();
    await expectTrueCheckpoints();
  });

  test('it signs nothing while the log has no new event with a leaf', async () => {
    await audited.sign();
    await audited.log.store.append([
      {
        stream: 'refresh-1',
        expected: 'any',
        keepLast: 2,
        events: [{ id: randomUUID(), type: 'A', data: {}, metadata: {} }],
      },
    ]);
    await audited.sign();
    expect(await audited.checkpoints()).toHaveLength(1);
  });

  test('PRF-4 several processes at once sign one tree', async () => {
    const other = await openAuditedLog(database.url);
    const done = new AbortController();
    void audited.register(150).finally(() => done.abort());
    while (!done.signal.aborted) await Promise.all([audited.sign(), other.sign(), other.sign()]);
    await audited.sign();
    await other.log.close();
    await expectTrueCheckpoints();
  });

  test('PRF-4 kill -9 at any moment leaves a tree that the next process continues', async () => {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const holder = fork(HOLDER, [database.url], { execArgv: [] });
      await once(holder, 'message');
      await Promise.all([audited.register(60), sleep(LIFE_MS * Math.random())]);
      const ended = once(holder, 'exit');
      holder.kill('SIGKILL');
      await ended;
    }
    await audited.sign();
    await expectTrueCheckpoints();
  });

  test('PRF-2 an erasure changes no leaf', async () => {
    await audited.log.pool.query(
      `update credence_keys.subject_keys set wrapped = null, destroyed_at = clock_timestamp()`,
    );
    await restartNotary(audited.log.pool);
    await audited.sign();
    await audited.register(1);
    await audited.sign();
    await expectTrueCheckpoints();
  });

  test('the rows of the tree and of checkpoints cannot be changed or deleted', async () => {
    for (const table of ['leaves', 'checkpoints']) {
      const change = audited.log.pool.query(`delete from credence_audit.${table}`);
      await expect(change).rejects.toThrow('The tree only grows: delete is refused.');
    }
  });
});

test('a notary that refuses waits for its interval, and does not look for a full page', async () => {
  await audited.log.pool.query(
    `insert into credence_audit.former_logs (origin, number, note, reason) values ($1, 1, '', '')`,
    [ORIGIN],
  );
  const { store } = audited.parts;
  const looked: boolean[] = [];
  let reads = 0;
  const readAll: typeof store.readAll = async (query) => {
    reads += 1;
    return await store.readAll(query);
  };
  const notary = startNotary({
    ...audited.parts,
    store: { ...store, readAll },
    intervalMs: 5,
    logger: silentLogger,
    onLook: (refused) => looked.push(refused),
  });
  await waitFor('the notary has refused', () => looked.length > 2);
  await notary.stop();
  expect(looked).not.toContain(false);
  expect(reads).toBe(0);
});

describe('the notary refuses to sign', () => {
  const newest = '(select max(position) from credence_log.events)';

  async function expectRefusal(message: RegExp): Promise<void> {
    // A new process has no events of the log in memory.
    await audited.log.close();
    audited = await openAuditedLog(database.url);
    await audited.register(1);
    const refused = extendTree(audited.parts);
    await expect(refused).rejects.toThrow(NotaryRefused);
    await expect(refused).rejects.toThrow(message);
    const { rows } = await audited.log.pool.query('select size from credence_audit.checkpoints');
    expect(rows).toEqual([{ size: String(USERS) }]);
  }

  test('after a change of the last event that it has signed', async () => {
    await audited.tamper(`update credence_log.events set data = '{}' where position = ${newest}`);
    await expectRefusal(/lost or changed the event of leaf 19/);
  });

  test('after the log was truncated', async () => {
    await audited.tamper(`delete from credence_log.events where position > ${newest} - 10`);
    await expectRefusal(/lost or changed the event of leaf 19/);
  });

  test('a copy of the log with another event', async () => {
    await audited.tamper(`update credence_log.events set type = 'UserErased' where position = 7`);
    await restartNotary(audited.log.pool);
    await expectRefusal(/another event at leaf 6/);
  });

  test('a tree whose hashes were changed', async () => {
    await audited.tamper(
      'alter table credence_audit.leaves disable trigger all',
      `update credence_audit.leaves set hash = sha256('x') where index = 3`,
    );
    await expectRefusal(/does not lead to its checkpoint/);
  });

  test('a checkpoint of another key', async () => {
    await audited.tamper(
      'alter table credence_audit.checkpoints disable trigger all',
      // Every signature has a capital letter, but not every one has an A.
      `update credence_audit.checkpoints set note =
        translate(note, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'BCDEFGHIJKLMNOPQRSTUVWXYZA')`,
    );
    await expectRefusal(/not signed by the key/);
  });

  test('PRF-4 on a database that was restored from a backup, if checkpoints are published', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'credence-published-'));
    const path = join(folder, 'checkpoint');
    const publication = filePublication(path);
    const published = { ...audited.parts, publication };
    await extendTree(published);
    await audited.register(10);
    await extendTree(published);
    const [, newer] = await audited.checkpoints();
    expect(await readFile(path, 'utf8')).toContain(`\n${String(newer?.size)}\n`);

    await audited.tamper(
      `delete from credence_log.events where position > 20`,
      'alter table credence_audit.leaves disable trigger all',
      'delete from credence_audit.leaves where index >= 20',
      'alter table credence_audit.checkpoints disable trigger all',
      'delete from credence_audit.checkpoints where size > 20',
      `update credence_audit.progress set next_leaf = 20, position = lpad('20', 19, '0'), anchor = lpad('20', 19, '0')`,
    );
    await expect(extendTree(published)).rejects.toThrow(/has more leaves than the stored tree/);
    await rm(folder, { recursive: true });
  });
});
