import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createSignedInAccount, signIn, signUp } from '../support/clients/accounts.js';
import type { SignedInAccount } from '../support/clients/accounts.js';
import { listAll, waitForReaders } from '../support/clients/admin-api.js';
import { refusal } from '../support/clients/refusals.js';
import { waitFor } from '../support/clients/wait-for.js';
import { filesWith, placesWith } from '../support/erasure/find-planted.js';
import { plantPerson, PLANTING } from '../support/erasure/plant-strings.js';
import type { PlantedPerson } from '../support/erasure/plant-strings.js';
import { runCli } from '../support/server/cli.js';
import { SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { useStores } from '../support/stores/stores.js';
import type { TestStores } from '../support/stores/stores.js';

const LONG_MS = 300_000;
const token = SERVICE_TOKEN;

let stores: TestStores;
let folder: string;
let credence: Credence;
let grace: SignedInAccount;
let ada: PlantedPerson;
let output = '';

beforeAll(async () => {
  stores = await useStores();
  folder = await mkdtemp(join(tmpdir(), 'credence-erasure-'));
  await start();
  grace = await createSignedInAccount(credence);
  ada = await plantPerson(credence);
}, LONG_MS);

afterAll(async () => {
  await stop();
  await stores.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  credence = await startCredence({ ...stores.environment, ...PLANTING }, { dataDir: folder });
}

async function stop(): Promise<void> {
  await credence.stop();
  output += credence.output();
}

async function waitForErasure(userId: string): Promise<void> {
  await waitFor('the erasure', async () => {
    const statement = 'select completed_at from credence_keys.erasures where subject = $1';
    const rows = await query<{ completed_at: Date | null }>(statement, [userId]);
    return rows[0]?.completed_at != null;
  });
}

async function query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: stores.databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** The places with a planted string in any encoding. */
async function placesWithPlanted(): Promise<string[]> {
  const values = [...(await stores.dump()), { place: 'log', text: output }];
  return [...placesWith(ada.planted, values), ...(await filesWith(ada.planted, folder))];
}

/** The files of the test database with a planted string, after a checkpoint. */
async function filesWithPlanted(): Promise<string[]> {
  await query('checkpoint');
  const [row] = await query<{ folder: string }>(
    `select current_setting('data_directory') || '/base/' || oid as folder from pg_database where datname = current_database()`,
  );
  return await filesWith(ada.planted, row?.folder ?? '');
}

describe('the erasure of one person among others', () => {
  test(
    'leaves no planted string in any store, log or file, and no row of others changed (GDP-1, GDP-8, GDP-9)',
    async () => {
      await waitForReaders(credence);
      expect(await placesWithPlanted()).toContain('credence_read.users_v1.email');
      expect(await filesWithPlanted()).not.toEqual([]);
      const rowsOfGrace = await rowsOf(grace.userId);

      const erased = await credence.call('DELETE', `/v1/users/${ada.userId}`, {
        token,
        body: { reason: ada.mark },
      });
      expect(erased.status).toBe(202);
      await waitForErasure(ada.userId);
      await stop();
      const scrubbed = await runCli(['erasures', 'scrub'], stores.environment);
      expect(scrubbed).toMatchObject({ code: 0 });

      expect(await placesWithPlanted()).toEqual([]);
      expect(await filesWithPlanted()).toEqual([]);
      expect(await rowsOf(grace.userId)).toEqual(rowsOfGrace);
    },
    LONG_MS,
  );

  test(
    'survives a rebuild of the read models, which neither stops nor brings the person back (GDP-2, GDP-10)',
    async () => {
      const tables = [
        'users_v1',
        'factors_v1',
        'sessions_v1',
        'history_v1',
        'audit_blocks_v1',
        'erasures_v1',
      ];
      const names = tables.map((table) => `credence_read.${table}`).join(', ');
      await query(`drop table ${names} cascade`);
      await start();
      await waitForReaders(credence);
      expect(refusal(await credence.call('GET', `/v1/users/${ada.userId}`, { token }))).toEqual([
        404,
        'unknown_user',
      ]);
      const users = await listAll(credence, '/v1/users');
      expect(users.map((user) => user['user_id'])).toEqual([grace.userId]);
      expect(await query('select from credence_read.parked_events')).toEqual([]);
    },
    LONG_MS,
  );

  test('lets the address register again at once, as a new account (GDP-5)', async () => {
    const again = await signUp(credence, { email: ada.email });
    expect(again.status).toBe(201);
    expect(again.body.user_id).not.toBe(ada.userId);
  });
});

describe('a restored backup', () => {
  test(
    'of the keys brings no erased person back: the start destroys the key before it serves (GDP-3)',
    async () => {
      const linus = await createSignedInAccount(credence);
      const backup = await keyOf(linus.userId);
      await credence.call('DELETE', '/auth/me', { token: linus.token });
      await waitForErasure(linus.userId);
      await stop();
      await query(
        'update credence_keys.subject_keys set wrapped = $2, destroyed_at = null where subject = $1',
        [linus.userId, backup],
      );
      await query('delete from credence_keys.erasures where subject = $1', [linus.userId]);
      await start();
      expect(await keyOf(linus.userId)).toBeNull();
      // No job of the erasure is left, so the worker records it again.
      await waitForErasure(linus.userId);
    },
    LONG_MS,
  );

  test(
    'of the log and the keys is erased again by the exported ledger (GDP-3)',
    async () => {
      const margaret = await createSignedInAccount(credence);
      const file = join(folder, 'ledger.jsonl');
      const line = {
        subject: margaret.userId,
        user_id: margaret.userId,
        position: '0',
        erased_at: new Date(),
        counts: { keys: 1 },
        completed_at: new Date(),
      };
      const nobody = randomUUID();
      const other = { ...line, subject: nobody, user_id: nobody, completed_at: null };
      await stop();
      // The ledger of the time after the backup names an account that the restored log still has.
      await writeFile(file, [line, other].map((one) => `${JSON.stringify(one)}\n`).join(''));
      const applied = await runCli(['erasures', 'apply', file], stores.environment);
      expect(applied).toMatchObject({ code: 0 });
      expect(applied.output).toContain('1 users erased again, 1 keys destroyed.');
      const exported = await runCli(['erasures', 'export'], stores.environment);
      const lines = exported.output.split('\n').filter((one) => one.startsWith('{'));
      const rows = lines.map((one): unknown => JSON.parse(one));
      const open = { subject: margaret.userId, counts: {}, completed_at: null };
      expect(rows).toContainEqual(expect.objectContaining(open));
      // The log has no such account, so its erasure is complete.
      const done = { subject: nobody, counts: { keys: 1 } };
      expect(rows).toContainEqual(expect.objectContaining(done));
      expect(rows).not.toContainEqual(expect.objectContaining({ ...done, completed_at: null }));
      await writeFile(file, 'no ledger\n');
      const refused = await runCli(['erasures', 'apply', file], stores.environment);
      expect(refused.output).toBe('credence: line 1 is not a line of `credence erasures export`\n');
      await start();
      await waitForErasure(margaret.userId);
      const { status } = await signIn(credence, margaret.email);
      expect(status).toBe(401);
      expect((await signIn(credence, grace.email)).status).toBe(200);
    },
    LONG_MS,
  );
});

async function keyOf(subject: string): Promise<Buffer | null> {
  const statement = 'select wrapped from credence_keys.subject_keys where subject = $1';
  const [row] = await query<{ wrapped: Buffer | null }>(statement, [subject]);
  return row?.wrapped ?? null;
}

/** Every stored value of a user, apart from the progress of readers. */
async function rowsOf(userId: string): Promise<string[]> {
  const values = await stores.dump();
  return values
    .filter(({ text }) => text.includes(userId))
    .map(({ place, text }) => `${place} ${text}`)
    .sort();
}
