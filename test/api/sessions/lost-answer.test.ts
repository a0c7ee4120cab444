import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signIn, createVerifiedAccount } from '../../support/clients/accounts.js';
import { listEventTypes } from '../../support/clients/admin-api.js';
import { refusal } from '../../support/clients/refusals.js';
import { startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const PHONE = { 'user-agent': 'okhttp/4.12.0', 'x-forwarded-for': '203.0.113.9' };
const OTHER_DEVICE = { ...PHONE, 'user-agent': 'curl/8.5.0' };
const OTHER_NETWORK = { ...PHONE, 'x-forwarded-for': '198.51.100.7' };

let stores: TestStores;
let credence: Credence;

beforeAll(async () => {
  stores = await useStores();
  // Every replay in this file comes after such a short grace period.
  const settings = { REFRESH_TOKEN_GRACE: '1ms', TRUSTED_PROXIES: '127.0.0.1' };
  credence = await startCredence({ ...stores.environment, ...settings });
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

const refresh = async (token: string, headers: object) =>
  await credence.call('POST', '/auth/refresh', { body: { refresh_token: token }, headers: { ...headers } });

/** Signs in and refreshes once by the phone, which loses the answer. */
async function loseAnswer(): Promise<{ userId: string; sent: string; lost: Answer['body'] }> {
  const { email, userId } = await createVerifiedAccount(credence);
  const { refresh_token: sent } = (await signIn(credence, email)).body;
  return { userId, sent, lost: (await refresh(sent, PHONE)).body };
}

test('a client that lost the answer to a refresh gets the same refresh token again (REF-5)', async () => {
  const { userId, sent, lost } = await loseAnswer();
  const again = await refresh(sent, PHONE);
  expect([again.status, again.body.refresh_token]).toEqual([200, lost.refresh_token]);
  expect((await refresh(lost.refresh_token, OTHER_NETWORK)).status).toBe(200);
  expect(await listEventTypes(credence, userId)).not.toContain('SessionEnded');
});

test.each([
  ['another device', OTHER_DEVICE],
  ['another network', OTHER_NETWORK],
])('a replaced refresh token from %s ends the session (REF-2)', async (_, thief) => {
  const { userId, sent, lost } = await loseAnswer();
  expect(refusal(await refresh(sent, thief))).toEqual([401, 'invalid_refresh_token']);
  expect(refusal(await refresh(lost.refresh_token, PHONE))).toEqual([401, 'invalid_refresh_token']);
  expect(await listEventTypes(credence, userId)).toContain('SessionEnded');
});

test('a replaced refresh token ends the session once its successor was used (REF-2)', async () => {
  const { userId, sent, lost } = await loseAnswer();
  expect((await refresh(lost.refresh_token, PHONE)).status).toBe(200);
  expect(refusal(await refresh(sent, PHONE))).toEqual([401, 'invalid_refresh_token']);
  expect(await listEventTypes(credence, userId)).toContain('SessionEnded');
});
