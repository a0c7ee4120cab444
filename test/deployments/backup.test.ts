import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createVerifiedAccount, signIn } from '../support/clients/accounts.js';
import type { Account } from '../support/clients/accounts.js';
import { waitFor } from '../support/clients/wait-for.js';
import { execute } from '../support/deployments/other-objects.js';
import { whyNoProgram } from '../support/deployments/programs.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { startEventStoreDbServer } from '../support/stores/eventstoredb/server.js';
import type { EventStoreDbServer } from '../support/stores/eventstoredb/server.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const LONG_MS = 300_000;
const run = promisify(execFile);
const MAX_DUMP_BYTES = 64 * 2 ** 20;

/** Dumps a part of a database as SQL statements. */
async function dump(url: string, ...options: string[]): Promise<string> {
  const { stdout } = await run('pg_dump', ['--inserts', '--no-owner', ...options, url], {
    maxBuffer: MAX_DUMP_BYTES,
  });
  // Commands of psql, which the newest releases write around the statements.
  return stdout.replace(/^\\.*$/gm, '');
}

describeWhere(await whyNoProgram('pg_dump', 'postgresql-client'))('backups of two stores', () => {
  let server: EventStoreDbServer;
  let databases: TestDatabase[];
  const started: Credence[] = [];

  beforeAll(async () => {
    server = await startEventStoreDbServer();
    databases = [await usePostgres(), await usePostgres()];
  });
  afterAll(async () => {
    await Promise.all(started.map((credence) => credence.stop()));
    server.stop();
    await Promise.all(databases.map((database) => database.dispose()));
  });

  async function start(databaseUrl: string): Promise<Credence> {
    const environment = { DATABASE_URL: databaseUrl, SECRET_KEY, EVENTSTOREDB_URL: server.url };
    const credence = await startCredence(environment);
    started.push(credence);
    return credence;
  }

  test(
    'backups taken under load in the documented order let everybody sign in after a restore (DEP-9)',
    async () => {
      const [original = { url: '' }, copy = { url: '' }] = databases;
      const credence = await start(original.url);
      const accounts: Account[] = [];
      let isLoading = true;
      const load = Array.from({ length: 3 }, async () => {
        while (isLoading) accounts.push(await createVerifiedAccount(credence));
      });
      const grow = async (by: number) => {
        const goal = accounts.length + by;
        await waitFor(`${String(by)} more accounts`, () => accounts.length >= goal, LONG_MS);
      };

      await grow(3);
      const database = await dump(original.url, '--exclude-schema=credence_keys');
      await grow(3);
      const expected = [...accounts];
      const restoreLog = server.backUp();
      await grow(3);
      const keys = await dump(original.url, '--schema=credence_keys');
      isLoading = false;
      await Promise.all(load);
      await credence.stop();

      await execute(copy.url, database);
      await execute(copy.url, keys);
      restoreLog();
      const restored = await start(copy.url);
      const statuses = await Promise.all(
        expected.map(async ({ email }) => (await signIn(restored, email)).status),
      );
      expect(statuses).toEqual(expected.map(() => 200));
      await waitFor('all accounts are listed', async () => {
        const answer = await restored.call('GET', '/v1/users?limit=200', { token: SERVICE_TOKEN });
        return answer.body.items.length >= expected.length;
      });
      const { status } = await restored.call('GET', '/health/ready');
      expect(status).toBe(200);
    },
    LONG_MS,
  );

  test(
    'keys that are older than the log are reported by code, log and readiness',
    async () => {
      const [, , source = await usePostgres(), target = await usePostgres()] = databases;
      databases.push(source, target);
      const credence = await start(source.url);
      const early = await createVerifiedAccount(credence);
      const keys = await dump(source.url);
      const late = await createVerifiedAccount(credence);
      await credence.stop();

      await execute(target.url, keys);
      const restored = await start(target.url);
      expect((await signIn(restored, early.email)).status).toBe(200);
      const { status, body } = await signIn(restored, late.email);
      expect([status, body.code]).toEqual([500, 'unreadable_event']);
      await waitFor('readiness reports the parked event', async () => {
        return (await restored.call('GET', '/health/ready')).status === 503;
      });
      expect(restored.output()).toContain('the data key of its subject is missing');
    },
    LONG_MS,
  );
});
