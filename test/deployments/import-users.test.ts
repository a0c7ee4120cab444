import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { hashSync } from 'bcryptjs';
import pg from 'pg';
import { START } from '../../src/eventstore/port.js';
import { listEventTypes } from '../support/clients/admin-api.js';
import { PASSWORD, signIn } from '../support/clients/accounts.js';
import { waitFor } from '../support/clients/wait-for.js';
import { runCli, spawnCli } from '../support/server/cli.js';
import { startCredence } from '../support/server/credence.js';
import { useStores } from '../support/stores/stores.js';
import type { TestStores } from '../support/stores/stores.js';

const ROWS = 2000;
const LONG_MS = 300_000;
const HASH = hashSync(PASSWORD, 4);
const HEADER = 'user_id,email,username,hashed_password,is_active,is_verified,created_at';

let stores: TestStores;
let folder: string;

beforeEach(async () => {
  stores = await useStores();
  folder = await mkdtemp(join(tmpdir(), 'credence-import-'));
});
afterEach(async () => {
  await stores.dispose();
  await rm(folder, { recursive: true });
});

const rowOf = (n: number, email = `user${String(n)}@example.com`) =>
  `legacy-${String(n)},${email},"User, ""${String(n)}""",${HASH},true,true,2020-01-01T00:00:00Z`;

async function writeCsv(rows: readonly string[]): Promise<string> {
  const file = join(folder, 'users.csv');
  await writeFile(file, `${HEADER}\n${rows.join('\n')}\n`);
  return file;
}

function importUsers(...args: string[]) {
  return runCli(['users', 'import', '--report', join(folder, 'report.jsonl'), ...args], stores.environment);
}

async function readReport(): Promise<unknown[]> {
  const text = await readFile(join(folder, 'report.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

/** Counts the events of a type in the log. */
async function countEvents(type: string): Promise<number> {
  const log = stores.openLog();
  try {
    const all = await log.readAll({ after: START, limit: 10 * ROWS });
    return all.filter((event) => event.type === type).length;
  } finally {
    await log.stop();
  }
}

test(
  'an import reports exactly the duplicates and the invalid rows, and a repeat opens nothing (IMP-3)',
  async () => {
    const rows = Array.from({ length: ROWS }, (_, n) => {
      if (n % 100 === 7) return rowOf(n, `USER${String(n - 1)}@example.com`);
      if (n % 100 === 8) return rowOf(n, 'no address');
      return rowOf(n);
    });
    const file = await writeCsv(rows);
    const expected = (outcome: string) => `${String(ROWS / 100)} ${outcome}`;
    const dry = await importUsers('--dry-run', file);
    expect(dry).toMatchObject({
      code: 0,
      output: expect.stringContaining('Dry run: 1960 accounts imported'),
    });
    expect(dry.output).toContain(expected('duplicates'));
    expect(await countEvents('UserImported')).toBe(0);

    const { code, output } = await importUsers(file);
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringContaining('1960 accounts imported'),
    });
    expect(output).toContain(`0 existed already, ${expected('duplicates')}, ${expected('invalid rows')}`);
    const report = await readReport();
    expect(report).toHaveLength((2 * ROWS) / 100);
    expect(report).toContainEqual({
      place: 'row 9',
      id: 'legacy-8',
      outcome: 'invalid',
      reason: 'email Must be a valid email address.',
    });
    expect(report).toContainEqual({
      place: 'row 8',
      id: 'legacy-7',
      outcome: 'duplicate',
      reason: 'email_taken',
    });
    expect(JSON.stringify(report)).not.toContain('@');

    expect((await importUsers(file)).output).toContain('0 accounts imported, 1960 existed already');
    expect(await countEvents('UserImported')).toBe(1960);
    expect(await countEvents('ValueClaimed')).toBe(1960);
  },
  LONG_MS,
);

test(
  'an import that is killed ten times and repeated has every account exactly once (IMP-2)',
  async () => {
    const file = await writeCsv(Array.from({ length: ROWS }, (_, n) => rowOf(n)));
    expect((await importUsers('--dry-run', file)).code).toBe(0);
    for (let killed = 1; killed <= 10; killed += 1) {
      const child = spawnCli(
        ['users', 'import', '--report', join(folder, 'report.jsonl'), file],
        stores.environment,
      );
      const closed = once(child, 'close');
      const before = await countEvents('UserImported');
      // Each run gets a little further than the one before, and the last ones may find nothing to do.
      await Promise.race([
        closed,
        waitFor('an account', async () => (await countEvents('UserImported')) > before).catch(
          () => undefined,
        ),
      ]);
      await sleep(killed);
      child.kill('SIGKILL');
      await closed;
    }
    expect((await importUsers(file)).output).toContain('0 duplicates, 0 invalid rows');
    expect(await countEvents('UserImported')).toBe(ROWS);
    expect(await countEvents('ValueClaimed')).toBe(ROWS);
  },
  LONG_MS,
);

test(
  'people of the older service sign in with their passwords, and keep their ids (IMP-1)',
  async () => {
    const client = new pg.Client({ connectionString: stores.databaseUrl });
    await client.connect();
    await client.query(`
      create table public.users (id serial primary key, user_id uuid, email text, username text, hashed_password text,
        is_active boolean, is_verified boolean, created_at timestamptz, updated_at timestamptz)`);
    const insert = `insert into public.users (user_id, email, username, hashed_password, is_active, is_verified, created_at)
      values ($1, $2, 'ada', $3, $4, $5, now())`;
    const ada = '7b0f1c1e-54f1-4f1c-9a52-0a1f5d7a3b01';
    const md5 = '{SMD5}IZ6EFJ8NnQIpJ3cOJJP7WjkHgPA=';
    await client.query(insert, [ada, 'ada@example.com', HASH, true, true]);
    await client.query(insert, ['7b0f1c1e-54f1-4f1c-9a52-0a1f5d7a3b02', 'bob@example.com', md5, true, true]);
    await client.query(insert, [
      '7b0f1c1e-54f1-4f1c-9a52-0a1f5d7a3b03',
      'eve@example.com',
      HASH,
      false,
      true,
    ]);
    await client.query(insert, [
      '7b0f1c1e-54f1-4f1c-9a52-0a1f5d7a3b04',
      'new@example.com',
      HASH,
      true,
      false,
    ]);
    await client.end();
    const { code, output } = await importUsers(stores.databaseUrl, '--table', 'public.users');
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringContaining('4 accounts imported'),
    });
    expect(output).toContain('1 with a weak hash');

    const credence = await startCredence(stores.environment);
    try {
      expect((await signIn(credence, 'ada@example.com', 'a wrong password')).status).toBe(401);
      expect((await signIn(credence, 'ada@example.com')).status).toBe(200);
      expect((await signIn(credence, 'bob@example.com', 'Grüße, Ada! 42')).status).toBe(200);
      expect((await signIn(credence, 'eve@example.com')).status).toBe(401);
      expect((await signIn(credence, 'new@example.com')).status).toBe(403);
      await waitFor('a new hash', async () =>
        (await listEventTypes(credence, ada)).includes('PasswordRehashed'),
      );
      expect((await signIn(credence, 'ada@example.com')).status).toBe(200);
      expect((await listEventTypes(credence, ada)).slice(0, 2)).toEqual(['ValueClaimed', 'UserImported']);
    } finally {
      await credence.stop();
    }
  },
  LONG_MS,
);

test('a source that cannot be read is one line with the remedy (CLI-1)', async () => {
  const unknown = await importUsers(join(folder, 'users.txt'));
  expect(unknown).toMatchObject({ code: 1, output: expect.stringMatching(/^credence: .+--format\n$/) });
  const missing = await importUsers(stores.databaseUrl, '--table', 'nothing');
  expect(missing).toMatchObject({
    code: 1,
    output: expect.stringContaining('the table "nothing" cannot be read'),
  });
});
