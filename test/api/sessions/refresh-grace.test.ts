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

async function counts(token: string): Promise<unknown> {
  const { body } = await credence.call('POST', '/oauth2/introspect', {
    token: SERVICE_TOKEN,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token }).toString(),
  });
  return (body as unknown as { active: boolean }).active;
}

test('REF-5 with the grace off by configuration the token just replaced is a stolen one', async () => {
  const { email, userId } = await createVerifiedAccount(credence);
  const { body: first } = await signIn(credence, email);
  const { status, body: second } = await refresh(first.refresh_token);
  expect(status).toBe(200);
  expect([await counts(first.refresh_token), await counts(second.refresh_token)]).toEqual([false, true]);

  expect(refusal(await refresh(first.refresh_token))).toEqual([401, 'invalid_refresh_token']);
  expect(refusal(await refresh(second.refresh_token))).toEqual([401, 'invalid_refresh_token']);
  expect((await credence.call('GET', '/auth/me', { token: second.access_token })).status).toBe(401);
  expect(await listEventTypes(credence, userId)).toContain('SessionEnded');
});

test('REF-1, REF-2, REF-5 a whole request that comes again is a reuse, whatever key it carries', async () => {
  const { email } = await createVerifiedAccount(credence);
  const { body: first } = await signIn(credence, email);
  const headers = { 'idempotency-key': randomUUID() };
  const { status, body: second } = await refresh(first.refresh_token, headers);
  expect(status).toBe(200);
  expect(refusal(await refresh(first.refresh_token, headers))).toEqual([401, 'invalid_refresh_token']);
  expect(refusal(await refresh(second.refresh_token))).toEqual([401, 'invalid_refresh_token']);
});

test('REF-2 once a reuse is answered, the newest access token is refused too', async () => {
  const { email } = await createVerifiedAccount(credence);
  for (let n = 0; n < 10; n += 1) {
    const { body: first } = await signIn(credence, email);
    const { body: second } = await refresh(first.refresh_token);
    expect((await credence.call('GET', '/auth/me', { token: second.access_token })).status).toBe(200);
    expect(refusal(await refresh(first.refresh_token))).toEqual([401, 'invalid_refresh_token']);
    expect((await credence.call('GET', '/auth/me', { token: second.access_token })).status).toBe(401);
  }
});

test('REF-5 with the grace off tokens that are used once each go on', async () => {
  const { email } = await createVerifiedAccount(credence);
  let { body: session } = await signIn(credence, email);
  for (let n = 0; n < 3; n += 1) {
    const answer = await refresh(session.refresh_token);
    expect(answer.status).toBe(200);
    session = answer.body;
  }
  expect((await credence.call('GET', '/auth/me', { token: session.access_token })).status).toBe(200);
});
