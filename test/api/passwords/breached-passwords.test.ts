import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  newEmail,
  PASSWORD,
  requestResetToken,
  createSignedInAccount,
  signIn,
  signUp,
} from '../../support/clients/accounts.js';
import { startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { hashRange, startRangeServer } from '../../support/server/range-server.js';
import type { RangeServer } from '../../support/server/range-server.js';
import { comparableAnswer } from '../../support/clients/refusals.js';
import { readMetric } from '../../support/clients/admin-api.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

/** A password on none of the service's own lists. */
const BREACHED = 'kolibri zaun 1987';

let ranges: RangeServer;
let stores: TestStores;
let credence: Credence;

beforeAll(async () => {
  ranges = await startRangeServer([BREACHED]);
  stores = await useStores();
  credence = await startCredence({
    ...stores.environment,
    HIBP_RANGE_URL: ranges.url,
    SIGNUP_PRIVACY: 'strict',
    LOG_LEVEL: 'trace',
  });
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
  await ranges.stop();
});

function expectBreached(pointer: string, { status, body }: Answer): void {
  expect([status, body.code]).toEqual([422, 'weak_password']);
  expect(body.errors).toEqual([
    { pointer, code: 'breached', detail: expect.stringContaining('known from a breach') },
  ]);
}

test('a registration with a breached password is refused in the same way for registered and for free addresses (REG-5)', async () => {
  const { email } = await createSignedInAccount(credence);
  const registered = await signUp(credence, { email, password: BREACHED });
  const free = await signUp(credence, { password: BREACHED });
  expectBreached('/password', registered);
  expect(comparableAnswer(registered)).toEqual(comparableAnswer(free));
});

test('a breached password is refused at a password change and at a reset, which does not use the link (REG-5)', async () => {
  const { email, token } = await createSignedInAccount(credence);
  const change = { old_password: PASSWORD, new_password: BREACHED };
  const answer = await credence.call('POST', '/auth/change-password', { token, body: change });
  expectBreached('/new_password', answer);

  const link = await requestResetToken(credence, email);
  const reset = async (password: string) =>
    await credence.call('POST', '/auth/reset-password-confirm', {
      body: { token: link, new_password: password },
    });
  expectBreached('/new_password', await reset(BREACHED));
  expect((await signIn(credence, email)).status).toBe(200);
  expect((await reset(`${BREACHED}!`)).status).toBe(200);
  expect((await signIn(credence, email, `${BREACHED}!`)).status).toBe(200);
});

test('a password is not sent to the breach service if another rule or an invalid link refuses it', async () => {
  const before = ranges.requests.length;
  expect((await signUp(credence, { password: 'password1' })).status).toBe(422);
  const body = { token: 'made up', new_password: BREACHED };
  expect((await credence.call('POST', '/auth/reset-password-confirm', { body })).status).toBe(410);
  expect(ranges.requests).toHaveLength(before);
});

test('breach checks are counted, and neither a password nor its hash appears in the log', async () => {
  const password = `${newEmail()} is long enough`;
  await signUp(credence, { password });
  const count = async (outcome: string) =>
    (await readMetric(credence, `credence_breach_checks_total{outcome="${outcome}"}`)) ?? 0;
  expect(await count('clean')).toBeGreaterThan(0);
  expect(await count('breached')).toBeGreaterThan(0);
  for (const secret of [password, BREACHED]) {
    const { prefix } = hashRange(secret);
    expect(ranges.requests.map(({ path }) => path)).toContain(`/range/${prefix}`);
    for (const trace of [secret, `/${prefix}`, createHash('sha1').update(secret).digest('hex')]) {
      expect(credence.output().toLowerCase()).not.toContain(trace.toLowerCase());
    }
  }

  const failed = await count('failed');
  ranges.answerWith((response) => response.writeHead(503).end());
  expect((await signUp(credence, { password: BREACHED })).status).toBe(202);
  expect(await count('failed')).toBe(failed + 1);
});
