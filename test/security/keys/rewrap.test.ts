import { fork } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Pool } from 'pg';
import { openKeyManagement } from '../../../src/compose/keys/configured-keys.js';
import { requireKeys } from '../../../src/compose/keys/require-keys.js';
import { rewrap } from '../../../src/compose/keys/rewrap.js';
import { readConfig } from '../../../src/config/config.js';
import type { KeyManagement } from '../../../src/security/keys/key-management.js';
import { countForms, rewrapKeys } from '../../../src/security/keys/rewrap-keys.js';
import { runMigrations } from '../../../src/runtime/postgres/migrations.js';
import { postgresSubjectKeys } from '../../../src/security/keys/subject-keys.js';
import { startTransitServer } from '../../support/keys/transit-server.js';
import type { TransitServer } from '../../support/keys/transit-server.js';
import { SECRET_KEY } from '../../support/server/credence.js';
import { databaseAt } from '../../support/stores/database-at.js';
import { usePostgres } from '../../support/stores/postgres.js';
import type { TestDatabase } from '../../support/stores/postgres.js';

const OTHER_KEY = 'w8Rk3Tz6Yp1Nv5Xc9Mb2Lq7Jd4Hg0FsE';
const HOLDER = fileURLToPath(new URL('./rewrap-holder.js', import.meta.url));
const SUBJECTS = 1200;
const KILLS = 4;
const LIFE_MS = 200;
const silent = () => undefined;

let vault: TransitServer;
let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  vault = await startTransitServer();
});
afterAll(() => vault.stop());

beforeEach(async () => {
  database = await usePostgres();
  const migrations = new URL('../../../src/security/keys/migrations/', import.meta.url);
  await runMigrations(databaseAt(database.url), migrations, 'credence_keys');
  pool = new pg.Pool({ connectionString: database.url, max: 4 });
});
afterEach(async () => {
  await pool.end();
  await database.dispose();
});

const inVault = () => ({ KMS_URL: vault.kmsUrl, VAULT_TOKEN: vault.token });
const local = (...numbers: number[]) => ({
  KEY_ENCRYPTION_KEYS: numbers
    .map((number) => `${number}:${number === 1 ? SECRET_KEY : OTHER_KEY}`)
    .join(','),
});

function keysOf(variables: Record<string, string>): KeyManagement {
  return openKeyManagement(readConfig({ SECRET_KEY, ...variables }), SECRET_KEY, () => silent);
}

/** Creates keys under a configuration, and returns them by subject. */
async function create(variables: Record<string, string>, count: number): Promise<Map<string, string>> {
  const keys = postgresSubjectKeys(pool, keysOf(variables));
  const subjects = Array.from({ length: count }, () => randomUUID());
  return new Map(
    await Promise.all(
      subjects.map(async (subject): Promise<[string, string]> => {
        const { key } = await keys.obtain(subject);
        return [subject, key.export().toString('hex')];
      }),
    ),
  );
}

/** Checks that a new process with a configuration reads all these keys. */
async function expectReadable(variables: Record<string, string>, created: ReadonlyMap<string, string>) {
  const found = await postgresSubjectKeys(pool, keysOf(variables)).find([...created.keys()]);
  for (const [subject, key] of created) expect(found.get(subject)?.key.export().toString('hex')).toBe(key);
}

async function formsOf(): Promise<Record<string, number>> {
  return Object.fromEntries(await countForms(pool));
}

/** Starts a service on the database, as far as its keys are concerned. */
async function start(variables: Record<string, string>): Promise<void> {
  await requireKeys(pool, keysOf(variables), readConfig({ SECRET_KEY, ...variables }), SECRET_KEY);
}

describe('keys rewrap', () => {
  test('all keys move to another local key, to Vault, to its next version, and back', async () => {
    const created = await create({}, SUBJECTS);
    for (const [variables, form] of [
      [local(2), 'local:2'],
      [inVault(), 'vault:v1'],
      [inVault(), 'vault:v2'],
      [{ ...inVault(), KMS_URL: `local,${vault.kmsUrl}` }, 'local:1'],
    ] as const) {
      if (form === 'vault:v2') vault.rotate();
      const all = { ...variables, ...(form === 'vault:v1' && local(2)) };
      await rewrapKeys(pool, keysOf(all));
      expect(await formsOf()).toEqual({ [form]: SUBJECTS });
      await expectReadable(all, created);
    }
    await expectReadable({}, created);
  });

  test('kill -9 at any moment leaves every key readable, and the next run completes', async () => {
    const created = await create({}, SUBJECTS);
    const env = { ...process.env, SECRET_KEY, ...local(2) };
    for (let kill = 0; kill < KILLS; kill += 1) {
      const holder = fork(HOLDER, [database.url], { execArgv: [], env });
      await once(holder, 'message');
      await sleep(LIFE_MS * Math.random());
      const ended = once(holder, 'exit');
      holder.kill('SIGKILL');
      await ended;
      await expectReadable(local(2), created);
    }
    await rewrapKeys(pool, keysOf(local(2)));
    expect(await formsOf()).toEqual({ 'local:2': SUBJECTS });
  });

  test('under load, no erasure is undone, and keys that are created meanwhile are found', async () => {
    const created = await create({}, SUBJECTS);
    const erased = [...created.keys()].slice(0, 200);
    for (const subject of erased) created.delete(subject);
    const [message, fresh] = await Promise.all([
      rewrap({ pool, keyManagement: keysOf(local(2)) }, silent),
      create(local(2, 1), 100),
      ...erased.map((subject) =>
        pool.query(
          'update credence_keys.subject_keys set wrapped = null, destroyed_at = now() where subject = $1',
          [subject],
        ),
      ),
    ]);
    expect(message).toMatch(/are under local:2; \d+ were re-wrapped/);
    expect(await formsOf()).toEqual({ 'local:2': SUBJECTS - erased.length + 100 });
    await expectReadable(local(2), new Map([...created, ...fresh]));
    const found = await postgresSubjectKeys(pool, keysOf(local(2))).find(erased);
    expect([...found.values()].every((key) => key === null)).toBe(true);
  });

  test('a process that still wraps under the former key is reported', async () => {
    await create({}, 10);
    const former = keysOf({});
    const now = keysOf(local(2));
    const keyManagement: KeyManagement = {
      ...now,
      /** Lets the other process create a key whenever one is re-wrapped. */
      async wrap(key, context) {
        const subject = randomUUID();
        const wrapped = await former.wrap(randomBytes(32), subject);
        await pool.query('insert into credence_keys.subject_keys (subject, wrapped) values ($1, $2)', [
          subject,
          wrapped,
        ]);
        return await now.wrap(key, context);
      },
    };
    await expect(rewrap({ pool, keyManagement }, silent)).rejects.toThrow(
      'Other processes still wrap data keys under local:1',
    );
  });
});

describe('a start is refused', () => {
  test('with another SECRET_KEY, also on a database of an earlier release', async () => {
    await create({}, 1);
    const other = readConfig({ SECRET_KEY: OTHER_KEY });
    const keys = openKeyManagement(other, OTHER_KEY, () => silent);
    const message = 'SECRET_KEY is not the one that this database was made with';
    await expect(requireKeys(pool, keys, other, OTHER_KEY)).rejects.toThrow(message);
    await start({});
    await expect(requireKeys(pool, keys, other, OTHER_KEY)).rejects.toThrow(message);
  });

  test('without a key-encryption key that wraps data keys, until they are re-wrapped', async () => {
    await start({});
    await start(local(2));
    await create(local(2), 3);
    await expect(start({})).rejects.toThrow(
      'KEY_ENCRYPTION_KEYS lacks the secret with the number 2, and it wraps data keys',
    );
    await expect(start({ KEY_ENCRYPTION_KEYS: `2:${OTHER_KEY.toLowerCase()}` })).rejects.toThrow(
      'KEY_ENCRYPTION_KEYS has another secret with the number 2',
    );
    await start({ ...inVault(), ...local(2) });
    await rewrap({ pool, keyManagement: keysOf({ ...inVault(), ...local(2) }) }, silent);
    await start(inVault());
    await expect(start({})).rejects.toThrow('KMS_URL lacks the Vault that wraps data keys');
  });

  test('without a pepper that passwords are hashed with', async () => {
    await start({});
    await start({ PASSWORD_PEPPERS: `2:${OTHER_KEY}` });
    const message = 'the number 2, and passwords are hashed with it';
    await expect(start({})).rejects.toThrow(`PASSWORD_PEPPERS lacks the secret with ${message}`);
    const other = { PASSWORD_PEPPERS: `2:${OTHER_KEY.toLowerCase()}` };
    await expect(start(other)).rejects.toThrow(`PASSWORD_PEPPERS has another secret with ${message}`);
  });

  test('with another pepper of the number 1 than the one of a database of an earlier release', async () => {
    await create({}, 1);
    await expect(start({ PASSWORD_PEPPERS: `1:${OTHER_KEY}` })).rejects.toThrow(
      'PASSWORD_PEPPERS has another secret with the number 1',
    );
    await start({ PASSWORD_PEPPERS: `1:${SECRET_KEY},2:${OTHER_KEY}` });
  });
});
