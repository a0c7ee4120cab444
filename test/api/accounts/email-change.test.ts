import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  waitForToken,
  newEmail,
  PASSWORD,
  createSignedInAccount,
  signIn,
  signUp,
  createVerifiedAccount,
} from '../../support/clients/accounts.js';
import { startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';
import { refusal } from '../../support/clients/refusals.js';

let stores: TestStores;
let credence: Credence;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence(stores.environment);
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

async function changeEmail(token: string, email: unknown, password = PASSWORD): Promise<Answer> {
  return await credence.call('POST', '/auth/change-email', { token, body: { new_email: email, password } });
}

const confirm = async (token: string) =>
  await credence.call('POST', '/auth/confirm-email', { body: { token } });

test('an email change requires the password, and a refused one sends no mail (RST-13)', async () => {
  const { token } = await createSignedInAccount(credence);
  const next = newEmail();
  expect(refusal(await changeEmail(token, next, 'not the password'))).toEqual([403, 'wrong_password']);
  expect(
    (await credence.call('POST', '/auth/change-email', { body: { new_email: next, password: PASSWORD } }))
      .status,
  ).toBe(401);
  expect(await credence.mails(next, 0)).toEqual([]);
});

test('a new address takes effect when it is confirmed, not when it is requested (RST-13)', async () => {
  const { email, token } = await createSignedInAccount(credence);
  const next = newEmail();
  expect((await changeEmail(token, next)).status).toBe(202);
  const link = await waitForToken(credence, next, '/confirm-email');
  expect((await credence.call('GET', '/auth/me', { token })).body.email).toBe(email);
  expect((await signIn(credence, next)).status).toBe(401);
  expect((await confirm(link)).body.email).toBe(next);
  expect((await signIn(credence, email)).status).toBe(401);
  expect((await signIn(credence, next)).status).toBe(200);
});

test('the old address receives a mail at the request and at the change, without a token (RST-13, REG-12)', async () => {
  const { email, token } = await createSignedInAccount(credence);
  const next = newEmail();
  await changeEmail(token, next);
  const [, notice] = await credence.mails(email, 2);
  expect(notice?.links.filter((link) => link.includes('token='))).toEqual([]);
  expect(notice?.text).not.toContain(next);
  await confirm(await waitForToken(credence, next, '/confirm-email'));
  expect(await credence.mails(email, 3)).toHaveLength(3);
});

test('the verification link of the old address does not confirm the new one (RST-13)', async () => {
  const { body } = await signUp(credence);
  const verification = await waitForToken(credence, body.email, '/verify-email');
  expect((await confirm(verification)).status).toBe(410);
  await credence.call('POST', '/auth/verify-email', { body: { token: verification } });
  const { body: session } = await signIn(credence, body.email);
  await changeEmail(session.access_token, newEmail());
  for (const path of ['/auth/verify-email', '/auth/confirm-email']) {
    expect((await credence.call('POST', path, { body: { token: verification } })).status).toBe(410);
  }
});

test('only the latest of two requested addresses can be confirmed (RST-5)', async () => {
  const { token } = await createSignedInAccount(credence);
  const [first, second] = [newEmail(), newEmail()];
  await changeEmail(token, first);
  const older = await waitForToken(credence, first, '/confirm-email');
  await changeEmail(token, second);
  expect((await confirm(older)).status).toBe(410);
  expect((await confirm(await waitForToken(credence, second, '/confirm-email'))).body.email).toBe(second);
});

test('an email change answers the same for free and for registered addresses (RST-1)', async () => {
  const { email: registeredEmail } = await createVerifiedAccount(credence);
  const { token } = await createSignedInAccount(credence);
  const free = await changeEmail(token, newEmail());
  const registered = await changeEmail(token, registeredEmail);
  expect([registered.status, registered.body]).toEqual([free.status, free.body]);
  expect([...registered.headers.keys()]).toEqual([...free.headers.keys()]);
});

test('a pending email change does not take an address that another account has registered since', async () => {
  const { token, email } = await createSignedInAccount(credence);
  const next = newEmail();
  await changeEmail(token, next);
  const link = await waitForToken(credence, next, '/confirm-email');
  const owner = await signUp(credence, { email: next });
  expect(owner.status).toBe(201);
  expect(refusal(await confirm(link))).toEqual([409, 'email_taken']);
  expect((await credence.call('GET', '/auth/me', { token })).body.email).toBe(email);
});

test.each([
  ['the current address', (email: string) => email, 'same_address'],
  [
    'the current address with an upper-case domain',
    (email: string) => email.replace('example.com', 'EXAMPLE.com'),
    'same_address',
  ],
  ['a string without an @', () => 'ada', 'invalid_input'],
  ['a list', () => ['ada@example.org'], 'invalid_input'],
])('an email change to %s is refused (RST-12)', async (_name, requested, code) => {
  const { email, token } = await createSignedInAccount(credence);
  expect(refusal(await changeEmail(token, requested(email)))).toEqual([422, code]);
});
