import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signIn, createVerifiedAccount } from '../../support/clients/accounts.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { refusal } from '../../support/clients/refusals.js';
import { listEventTypes } from '../../support/clients/admin-api.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

let stores: TestStores;
let credence: Credence;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, REFRESH_TOKEN_GRACE: '0s' });
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

const refresh = async (token: string, headers = {}) =>
  await credence.call('POST', '/auth/refresh', { body: { refresh_token: token }, headers });

async function isActive(token: string): Promise<unknown> {
  const { body } = await credence.call('POST', '/oauth2/introspect', {
    token: SERVICE_TOKEN,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token }).toString(),
  });
  return (body as unknown as { active: boolean }).active;
}

test('without a grace period, reuse of a token just replaced ends the session (REF-5)', async () => {
  const { email, userId } = await createVerifiedAccount(credence);
  const { body: first } = await signIn(credence, email);
  const { status, body: second } = await refresh(first.refresh_token);
  expect(status).toBe(200);
  expect([await isActive(first.refresh_token), await isActive(second.refresh_token)]).toEqual([false, true]);

  expect(refusal(await refresh(first.refresh_token))).toEqual([401, 'invalid_refresh_token']);
  expect(refusal(await refresh(second.refresh_token))).toEqual([401, 'invalid_refresh_token']);
  expect((await credence.call('GET', '/auth/me', { token: second.access_token })).status).toBe(401);
  expect(await listEventTypes(credence, userId)).toContain('SessionEnded');
});

test('without a grace period, a repeated request is reuse, even with an Idempotency-Key (REF-1, REF-2, REF-5)', async () => {
  const { email } = await createVerifiedAccount(credence);
  const { body: first } = await signIn(credence, email);
  const headers = { 'idempotency-key': randomUUID() };
  const { status, body: second } = await refresh(first.refresh_token, headers);
  expect(status).toBe(200);
  expect(refusal(await refresh(first.refresh_token, headers))).toEqual([401, 'invalid_refresh_token']);
  expect(refusal(await refresh(second.refresh_token))).toEqual([401, 'invalid_refresh_token']);
});

test('the newest access token is refused as soon as reuse has been answered (REF-2)', async () => {
  const { email } = await createVerifiedAccount(credence);
  for (let n = 0; n < 10; n += 1) {
    const { body: first } = await signIn(credence, email);
    const { body: second } = await refresh(first.refresh_token);
    expect((await credence.call('GET', '/auth/me', { token: second.access_token })).status).toBe(200);
    expect(refusal(await refresh(first.refresh_token))).toEqual([401, 'invalid_refresh_token']);
    expect((await credence.call('GET', '/auth/me', { token: second.access_token })).status).toBe(401);
  }
});

test('without a grace period, a session continues while each token is used once (REF-5)', async () => {
  const { email } = await createVerifiedAccount(credence);
  let { body: session } = await signIn(credence, email);
  for (let n = 0; n < 3; n += 1) {
    const answer = await refresh(session.refresh_token);
    expect(answer.status).toBe(200);
    session = answer.body;
  }
  expect((await credence.call('GET', '/auth/me', { token: session.access_token })).status).toBe(200);
});
