import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  newEmail,
  PASSWORD,
  requestResetToken,
  createSignedInAccount,
  signIn,
  signUp,
} from '../../support/clients/accounts.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';
import { refusal } from '../../support/clients/refusals.js';

let stores: TestStores;
let first: Credence;
let second: Credence;

beforeAll(async () => {
  stores = await useStores();
  first = await startCredence(stores.environment);
  second = await startCredence({ ...stores.environment, PUBLIC_URL: first.url }, { role: 'api' });
}, 60_000);

afterAll(async () => {
  await second.stop();
  await first.stop();
  await stores.dispose();
});

test('a change through one process is visible at its position in the other (EVT-10)', async () => {
  const { token } = await createSignedInAccount(first);
  for (let n = 1; n <= 5; n += 1) {
    const username = `name ${n}`;
    const written = await first.call('PATCH', '/auth/me', { token, body: { username } });
    const read = await second.call('GET', '/auth/me', {
      token,
      headers: { 'event-position': written.headers.get('event-position') ?? '' },
    });
    expect([read.status, read.body.username, read.headers.get('consistency')]).toEqual([200, username, null]);
    expect(read.headers.get('etag')).toBe(written.headers.get('etag'));
  }
});

test('a read at a future position answers with Consistency: pending (EVT-10)', async () => {
  const { headers, status } = await second.call('GET', '/v1/users', {
    token: SERVICE_TOKEN,
    headers: { 'event-position': '7fffffffffffffff' },
  });
  expect([status, headers.get('consistency')]).toEqual([200, 'pending']);
});

test('a password reset through one process revokes access tokens in both (TOK-8)', async () => {
  const { email, token } = await createSignedInAccount(first);
  expect((await second.call('GET', '/auth/me', { token })).status).toBe(200);
  const body = { token: await requestResetToken(first, email), new_password: 'batteries for every horse' };
  expect((await second.call('POST', '/auth/reset-password-confirm', { body })).status).toBe(200);
  expect((await second.call('GET', '/auth/me', { token })).status).toBe(401);
  await waitFor(
    'the other refuses the token',
    async () => (await first.call('GET', '/auth/me', { token })).status === 401,
    1000,
  );
});

test('exactly one of several concurrent registrations of one address through two processes succeeds (REG-6)', async () => {
  const email = newEmail();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, nth) => signUp(nth % 2 === 0 ? first : second, { email })),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  for (const answer of answers.filter(({ status }) => status !== 201)) {
    expect(refusal(answer)).toEqual([409, 'email_taken']);
  }
  const query = `/v1/users?email=${encodeURIComponent(email)}`;
  expect((await second.call('GET', query, { token: SERVICE_TOKEN })).body.items).toHaveLength(1);
});

test('registrations with one Idempotency-Key through two processes create one account (REG-11)', async () => {
  const body = { email: newEmail(), username: 'ada', password: PASSWORD };
  const headers = { 'idempotency-key': randomUUID() };
  const send = async (credence: Credence) => await credence.call('POST', '/auth/signup', { body, headers });
  const answers = await Promise.all([first, second, first, second].map(send));
  for (const { status } of answers) expect([201, 409]).toContain(status);
  const [fromFirst, fromSecond] = [await send(first), await send(second)];
  expect(fromFirst.status).toBe(201);
  expect(fromSecond.body).toEqual(fromFirst.body);
});

test('an account registered through one process signs in through the other at once (EVT-10)', async () => {
  const { email } = await createSignedInAccount(first);
  for (const credence of [first, second]) expect((await signIn(credence, email)).status).toBe(200);
});
