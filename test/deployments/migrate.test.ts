import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSignedInAccount, signIn } from '../support/clients/accounts.js';
import { execute } from '../support/deployments/other-objects.js';
import { runCli } from '../support/server/cli.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const LONG_MS = 300_000;
const PASSWORD = 'role-password';
const DENIED = { code: '42501' };

describe('a service whose role does not own its tables (LGS-5, DEP-2)', () => {
  const id = randomBytes(6).toString('hex');
  const owner = `owner_${id}`;
  /** Has the default prefix of our schemas, which connections rename. */
  const service = `credence_service_${id}`;
  const prefix = `tenant_${id}`;
  let database: TestDatabase;
  let credence: Credence;

  beforeAll(async () => {
    database = await usePostgres();
    const name = new URL(database.url).pathname.slice(1);
    for (const role of [owner, service])
      await execute(database.url, `create role ${role} login password '${PASSWORD}'`);
    await execute(database.url, `grant create on database ${name} to ${owner}`);
  });
  afterAll(async () => {
    await credence.stop();
    for (const role of [service, owner]) {
      await execute(database.url, `drop owned by ${role} cascade`);
      await execute(database.url, `drop role ${role}`);
    }
    await database.dispose();
  });

  function urlOf(role: string): string {
    const url = new URL(database.url);
    [url.username, url.password] = [role, PASSWORD];
    return url.href;
  }

  const environmentOf = (role: string) => ({
    DATABASE_URL: urlOf(role),
    DATABASE_SCHEMA_PREFIX: prefix,
    SECRET_KEY,
  });

  const migrate = (...args: string[]) => runCli(['migrate', ...args], environmentOf(owner));
  const asService = (sql: string) => execute(urlOf(service), sql);

  test(
    'the service refuses to start before the migration, in one line that names the command',
    async () => {
      const { code, output } = await runCli(['serve'], environmentOf(service));
      expect([code, output]).toEqual([1, expect.stringMatching(/^credence: .*`credence migrate`.*\n$/)]);
    },
    LONG_MS,
  );

  test(
    'credence migrate creates the tables and grants the rights of the service, any number of times',
    async () => {
      for (let time = 1; time <= 2; time += 1)
        expect(await migrate('--grant-to', service)).toEqual({
          code: 0,
          output: `The tables are up to date, and ${service} can run the service.\n`,
        });
      expect(await migrate()).toEqual({ code: 0, output: 'The tables are up to date.\n' });
    },
    LONG_MS,
  );

  test(
    'the service runs with the granted rights',
    async () => {
      credence = await startCredence(environmentOf(service));
      const { email } = await createSignedInAccount(credence);
      for (let wrong = 1; wrong <= 2; wrong += 1)
        expect((await signIn(credence, email, 'a wrong password')).status).toBe(401);
      const { body } = await signIn(credence, email);
      // Refresh tokens are in an ephemeral stream, whose older events every append deletes.
      let token = body.refresh_token;
      for (let time = 1; time <= 5; time += 1) {
        const answer = await credence.call('POST', '/auth/refresh', { body: { refresh_token: token } });
        expect(answer.status).toBe(200);
        token = answer.body.refresh_token;
      }
    },
    LONG_MS,
  );

  test.each([
    `update ${prefix}_log.events set type = type`,
    `delete from ${prefix}_log.events`,
    `delete from ${prefix}_log.events where stream_id like 'refresh-%'`,
    `truncate ${prefix}_log.events`,
    `insert into ${prefix}_log.events select * from ${prefix}_log.events limit 1`,
    `update ${prefix}_log.streams set keep_last = 1`,
    `update ${prefix}_log.head set only_row = true`,
    `alter table ${prefix}_log.events disable trigger all`,
    `drop trigger nothing_lost on ${prefix}_log.events`,
    `create or replace function ${prefix}_log.refuse_loss() returns trigger language sql as 'select old'`,
    `create function ${prefix}_log.mine() returns int language sql as 'select 1'`,
    `set session_replication_role = replica`,
    `drop schema ${prefix}_log cascade`,
  ])('the role of the service cannot run: %s', async (statement) => {
    await expect(asService(statement)).rejects.toMatchObject(DENIED);
  });

  test.each(['append', 'append_batch'])(
    'a role that only reads the log cannot append to it by %s',
    async (name) => {
      const reader = `reader_${id}`;
      await execute(
        database.url,
        `create role ${reader} login password '${PASSWORD}';
       grant usage on schema ${prefix}_log to ${reader};
       grant select on all tables in schema ${prefix}_log to ${reader}`,
      );
      const append = `select * from ${prefix}_log.${name}('{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')`;
      await expect(execute(urlOf(reader), append)).rejects.toMatchObject(DENIED);
      await expect(asService(append)).resolves.toMatchObject({ rows: [] });
      await execute(database.url, `drop owned by ${reader}; drop role ${reader}`);
    },
  );

  test(
    'RBD-1 only the owner rebuilds a read model, which leaves the service its rights',
    async () => {
      const refused = await credence.call('POST', '/v1/projections/users@1/rebuild', {
        token: SERVICE_TOKEN,
      });
      expect(refused).toMatchObject({ status: 409, body: { code: 'not_table_owner' } });
      const rebuild = (role: string) =>
        runCli(['projections', 'rebuild', '--promote', 'users@1'], environmentOf(role));
      expect(await rebuild(service)).toMatchObject({
        code: 1,
        output: expect.stringContaining('another role'),
      });
      expect((await rebuild(owner)).code).toBe(0);

      const newcomer = await createSignedInAccount(credence);
      const { body } = await credence.call('GET', '/v1/users', { token: SERVICE_TOKEN });
      expect(body.items.map((user) => user['email'])).toContain(newcomer.email);
      expect(body.items).toHaveLength(2);
    },
    LONG_MS,
  );

  test(
    'credence doctor tries to change an event, and fails if that succeeds (LGS-5)',
    async () => {
      const doctor = (role: string) => runCli(['doctor'], environmentOf(role));
      const weak = await doctor(service);
      expect(weak.output).toContain('event log: ok; this role can neither change events nor disable');
      expect(weak.output).toContain('rights: ok\n');
      const strong = await doctor(owner);
      expect(strong.output).toContain('event log: ok; the triggers refuse changes, but this role could');
      const events = `alter table ${prefix}_log.events`;
      await execute(urlOf(owner), `${events} disable trigger all`);
      const open = await doctor(owner);
      expect([open.code, open.output]).toEqual([1, expect.stringContaining('an event could be changed')]);
      expect((await doctor(service)).output).toContain('event log: ok; this role can neither');
      await execute(urlOf(owner), `${events} enable trigger all`);
    },
    LONG_MS,
  );

  describe('a role that is not fit for the service', () => {
    const member = `member_${id}`;
    const strong = `strong_${id}`;

    beforeAll(async () => {
      await execute(database.url, `create role ${member} noinherit in role ${owner}`);
      await execute(database.url, `create role ${strong} superuser`);
    });
    afterAll(async () => {
      await execute(database.url, `drop role ${member}; drop role ${strong}`);
    });

    test.each([
      ['is unknown', `nobody_${id}`, 'does not exist'],
      ['has a hostile name', `x"; drop schema ${prefix}_log cascade; --`, 'does not exist'],
      ['owns the log', owner, 'can change events'],
      ['is a member of the owner', member, 'can change events'],
      ['is a superuser', strong, 'can change events'],
    ])(
      'credence migrate refuses a role that %s, in one line',
      async (_, role, reason) => {
        const { code, output } = await migrate('--grant-to', role);
        expect([code, output]).toEqual([
          1,
          expect.stringMatching(/^credence: --grant-to names a role .*\n$/),
        ]);
        expect(output).toContain(reason);
      },
      LONG_MS,
    );
  });
});
