import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createVerifiedAccount, signIn } from '../../support/clients/accounts.js';
import { readMetric } from '../../support/clients/admin-api.js';
import { refusal } from '../../support/clients/refusals.js';
import { startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const SKEW_SECONDS = 15;
const GRACE_MS = 3000;
const PRELOAD = new URL('../../support/server/skewed-clock.js', import.meta.url).href;

let stores: TestStores;
let exact: Credence;
let ahead: Credence;
let behind: Credence;

beforeAll(async () => {
  stores = await useStores();
  const environment = {
    ...stores.environment,
    REFRESH_TOKEN_GRACE: `${String(GRACE_MS)}ms`,
    REFRESH_LOST_ANSWER: '0s',
  };
  exact = await startCredence(environment);
  const skewed = async (seconds: number) => {
    const clock = { NODE_OPTIONS: `--import=${PRELOAD}`, CLOCK_SKEW_MS: String(seconds * 1000) };
    return await startCredence({ ...environment, ...clock, PUBLIC_URL: exact.url }, { role: 'api' });
  };
  ahead = await skewed(SKEW_SECONDS);
  behind = await skewed(-SKEW_SECONDS);
});

afterAll(async () => {
  await Promise.all([exact, ahead, behind].map((process) => process.stop()));
  await stores.dispose();
});

const refresh = async (token: string, by: Credence) =>
  await by.call('POST', '/auth/refresh', { body: { refresh_token: token } });

async function aSession(by: Credence): Promise<string> {
  const { email } = await createVerifiedAccount(exact);
  return (await signIn(by, email)).body.refresh_token;
}

test('the system clocks of the processes differ, and each process reports its difference', async () => {
  const differences = [exact, ahead, behind].map((by) => readMetric(by, 'credence_clock_difference_seconds'));
  const expected = [0, SKEW_SECONDS, -SKEW_SECONDS];
  (await Promise.all(differences)).forEach((seconds, i) => {
    expect(Math.abs(Number(seconds) - Number(expected[i]))).toBeLessThan(1);
  });
});

test('a replay within the grace period gets the same successor from every process (REF-5)', async () => {
  for (const [first, second] of [
    [ahead, behind],
    [behind, ahead],
  ] as const) {
    const token = await aSession(first);
    const { body } = await refresh(token, first);
    const replayed = await refresh(token, second);
    expect([replayed.status, replayed.body.refresh_token]).toEqual([200, body.refresh_token]);
    // The access tokens of one process are neither too new nor too old for the others.
    for (const by of [exact, ahead, behind]) {
      expect((await by.call('GET', '/auth/me', { token: body.access_token })).status).toBe(200);
    }
  }
});

test('a replay after the grace period is theft for every process (REF-2)', async () => {
  const tokens = [await aSession(ahead), await aSession(behind)];
  await refresh(tokens[0] ?? '', ahead);
  await refresh(tokens[1] ?? '', behind);
  await sleep(GRACE_MS + 500);
  expect(refusal(await refresh(tokens[0] ?? '', behind))).toEqual([401, 'invalid_refresh_token']);
  expect(refusal(await refresh(tokens[1] ?? '', ahead))).toEqual([401, 'invalid_refresh_token']);
});
