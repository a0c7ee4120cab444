import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createVerifiedAccount, signIn } from '../support/clients/accounts.js';
import { execute } from '../support/deployments/other-objects.js';
import { SECRET_KEY, startCredence } from '../support/server/credence.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const LONG_MS = 300_000;
const PASSWORD = 'role-password';

/** Another program's schemas, which the service's role may not enter. */
const CLOSED_SCHEMAS = `
  create schema log;
  create table log.migrations (id serial primary key, name text, run_on timestamp);
  create schema jobs;
  create table jobs.job (id int);
  create table public.migrations (id serial primary key, name text, run_on timestamp);`;

describe('a role that does not own its database (DEP-2)', () => {
  const weak = `weak_${randomBytes(6).toString('hex')}`;
  let database: TestDatabase;
  let name: string;

  beforeAll(async () => {
    database = await usePostgres();
    name = new URL(database.url).pathname.slice(1);
    await execute(database.url, CLOSED_SCHEMAS);
    await execute(database.url, 'revoke all on schema public from public');
    await createRole(weak);
  });
  afterAll(async () => {
    await dropRole(weak);
    await database.dispose();
  });

  /** Creates a role that may connect and create schemas, and nothing else. */
  async function createRole(role: string): Promise<void> {
    await execute(database.url, `create role ${role} login password '${PASSWORD}'`);
    await execute(database.url, `grant connect, create on database ${name} to ${role}`);
  }

  async function dropRole(role: string): Promise<void> {
    await execute(database.url, `drop owned by ${role} cascade`);
    await execute(database.url, `drop role ${role}`);
  }

  function urlOf(role: string, query = ''): string {
    const url = new URL(database.url);
    [url.username, url.password, url.search] = [role, PASSWORD, query];
    return url.href;
  }

  /** Starts the service, registers an account, and signs in. */
  async function serve(url: string, extra: Record<string, string> = {}): Promise<void> {
    const credence = await startCredence({ DATABASE_URL: url, SECRET_KEY, ...extra });
    try {
      const { email } = await createVerifiedAccount(credence);
      expect((await signIn(credence, email)).status).toBe(200);
    } finally {
      await credence.stop();
    }
  }

  test(
    'the service starts with the right to create schemas, and later without it',
    async () => {
      await serve(urlOf(weak));
      await execute(database.url, `revoke create on database ${name} from ${weak}`);
      await serve(urlOf(weak));
    },
    LONG_MS,
  );

  test(
    'a search_path of the database, the role or the URL has no effect',
    async () => {
      await execute(database.url, `alter database ${name} set search_path = nowhere`);
      await execute(database.url, `alter role ${weak} set search_path = log, nonsense`);
      await execute(database.url, `grant create on database ${name} to ${weak}`);
      // Other prefixes, so that the set-up runs under these settings, too.
      await serve(urlOf(weak), { DATABASE_SCHEMA_PREFIX: 'by_role' });
      await serve(urlOf(weak, 'options=-c%20search_path%3Dneither'), { DATABASE_SCHEMA_PREFIX: 'by_url' });
    },
    LONG_MS,
  );

  test(
    'a role with the name of a schema works',
    async () => {
      const role = `${weak}_log`;
      await createRole(role);
      try {
        await serve(urlOf(role), { DATABASE_SCHEMA_PREFIX: weak });
      } finally {
        await dropRole(role);
      }
    },
    LONG_MS,
  );
});
