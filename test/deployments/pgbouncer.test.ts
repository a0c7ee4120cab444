import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createVerifiedAccount, signIn } from '../support/clients/accounts.js';
import { startPgBouncer } from '../support/deployments/pgbouncer.js';
import { whyNoProgram } from '../support/deployments/programs.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { runCli } from '../support/server/cli.js';
import { SECRET_KEY, startCredence } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const LONG_MS = 300_000;

describeWhere(await whyNoProgram('pgbouncer', 'pgbouncer'))('PgBouncer (DEP-3)', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await usePostgres();
  });
  afterAll(() => database.dispose());

  test.each([
    ['as Debian configures it', [], ''],
    [
      'with ignored start-up parameters',
      ['ignore_startup_parameters = extra_float_digits,options', 'server_reset_query = DISCARD ALL'],
      '?options=-c%20statement_timeout%3D60000',
    ],
  ])(
    'session mode %s serves registrations, mails and sign-ins',
    async (_, settings, query) => {
      const bouncer = await startPgBouncer(database.url, { mode: 'session', settings });
      const credence = await startCredence({ DATABASE_URL: bouncer.url + query, SECRET_KEY });
      try {
        const { email } = await createVerifiedAccount(credence);
        expect((await signIn(credence, email)).status).toBe(200);
      } finally {
        await credence.stop();
        await bouncer.stop();
      }
    },
    LONG_MS,
  );

  test(
    'transaction mode is refused at the start',
    async () => {
      const bouncer = await startPgBouncer(database.url, { mode: 'transaction' });
      try {
        const { code, output } = await runCli(['serve'], {
          DATABASE_URL: bouncer.url,
          SECRET_KEY,
          PORT: String(await freePort()),
        });
        expect(code).not.toBe(0);
        expect(output).toContain('transaction mode');
      } finally {
        await bouncer.stop();
      }
    },
    LONG_MS,
  );
});
