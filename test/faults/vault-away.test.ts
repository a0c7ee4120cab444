import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createVerifiedAccount, newEmail, signIn, signUp } from '../support/clients/accounts.js';
import type { Account } from '../support/clients/accounts.js';
import { listAll, listEventTypes, readMetric } from '../support/clients/admin-api.js';
import { waitFor } from '../support/clients/wait-for.js';
import { startTransitServer } from '../support/keys/transit-server.js';
import type { TransitServer } from '../support/keys/transit-server.js';
import { runCli } from '../support/server/cli.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const LONG_MS = 300_000;

describe('data keys in Vault', () => {
  let database: TestDatabase;
  let vault: TransitServer;
  let environment: Record<string, string>;
  let credence: Credence;
  let ada: Account;

  beforeAll(async () => {
    [database, vault] = await Promise.all([usePostgres(), startTransitServer()]);
    const local = { DATABASE_URL: database.url, SECRET_KEY };
    const first = await startCredence(local);
    ada = await createVerifiedAccount(first);
    await first.stop();
    environment = {
      ...local,
      KMS_URL: vault.kmsUrl,
      VAULT_TOKEN: vault.token,
      PASSWORD_PEPPERS: `2:w8Rk3Tz6Yp1Nv5Xc9Mb2Lq7Jd4Hg0FsE`,
    };
    credence = await startCredence(environment);
  }, LONG_MS);
  afterAll(async () => {
    await credence.stop();
    await Promise.all([vault.stop(), database.dispose()]);
  });

  const keys = (...args: string[]) => runCli(['keys', ...args], environment);

  test(
    'they are re-wrapped while people sign up, and a sign-in moves a password to the new pepper',
    async () => {
      const done = new AbortController();
      const statuses: number[] = [];
      const load = (async () => {
        while (!done.signal.aborted) statuses.push((await signUp(credence)).status);
      })();
      const { code, output } = await keys('rewrap');
      done.abort();
      await load;
      expect(output).toMatch(/All \d+ data keys are under vault:v1; [1-9]\d* were re-wrapped\.\n$/);
      expect(code).toBe(0);
      expect(new Set(statuses)).toEqual(new Set([201]));

      expect((await keys('show')).output).toMatch(
        /^vault:v1: \d+ data keys\npepper 1: 1 passwords\npepper 2: /,
      );
      expect((await keys('forget-pepper', '1')).output).toContain(
        '1 passwords are hashed under the pepper 1.',
      );
      expect((await signIn(credence, ada.email)).status).toBe(200);
      await waitFor('the password is hashed again', async () =>
        (await listEventTypes(credence, ada.userId)).includes('PasswordRehashed'),
      );
      expect((await signIn(credence, ada.email)).status).toBe(200);
      expect((await keys('forget-pepper', '1')).output).toContain(
        'No password is hashed under the pepper 1;',
      );
    },
    LONG_MS,
  );

  test('without Vault, sign-ups answer 503, known accounts sign in, and the service is degraded', async () => {
    expect((await signIn(credence, ada.email)).status).toBe(200);
    await vault.stop();
    const refused = await signUp(credence);
    expect([refused.status, refused.body.code]).toEqual([503, 'unavailable']);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect((await signIn(credence, ada.email)).status).toBe(200);
    expect((await credence.call('GET', '/health/ready')).body).toMatchObject({
      status: 'degraded',
      checks: { database: 'ok', readers: 'ok', keys: 'failing' },
    });
    expect(
      await readMetric(credence, 'credence_kms_request_seconds_count{operation="encrypt",outcome="failed"}'),
    ).toBeGreaterThan(0);

    await vault.start();
    const email = newEmail();
    expect((await signUp(credence, { email })).status).toBe(201);
    const users = await listAll(credence, '/v1/users');
    expect(users.some((user) => user['email'] === email)).toBe(true);
    const { body } = await credence.call('GET', '/v1/projections', { token: SERVICE_TOKEN });
    expect(body.items.every(({ parked }) => parked === 0)).toBe(true);
    expect((await credence.call('GET', '/health/ready')).body.status).toBe('ok');
  });

  test(
    'a start without Vault is refused with one line, and the doctor says the same',
    async () => {
      const doctor = (changes: Record<string, string>) => runCli(['doctor'], { ...environment, ...changes });
      expect((await doctor({})).output).toMatch(/^keys: ok; data keys: \d+ under vault:v1$/m);
      const lacking = 'KMS_URL lacks the Vault that wraps data keys; `credence keys rewrap` replaces it';
      expect((await doctor({ VAULT_TOKEN: 'guessed' })).output).toContain(
        'keys: KMS_URL cannot be used: Vault rejects the token, or its policy.',
      );
      const { code, output } = await runCli(['serve'], { ...environment, KMS_URL: 'local' });
      expect([code, output]).toEqual([1, `credence: ${lacking}\n`]);
      await vault.stop();
      const away = await runCli(['serve'], { ...environment, START_TIMEOUT: '0s', LOG_LEVEL: 'silent' });
      expect(away.output).toBe(
        'credence: KMS_URL names a server that does not answer; start and unseal Vault, or correct the host and the port\n',
      );
      await vault.start();
    },
    LONG_MS,
  );
});
