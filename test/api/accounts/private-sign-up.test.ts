import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitForToken, newEmail, PASSWORD, signIn, signUp } from '../../support/clients/accounts.js';
import { waitForReaders } from '../../support/clients/admin-api.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { refusal, comparableAnswer } from '../../support/clients/refusals.js';
import { waitForDueJobs } from '../../support/stores/due-jobs.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

let stores: TestStores;
let credence: Credence;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, SIGNUP_PRIVACY: 'strict' });
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

/** Counts all accounts, when the workers have opened those of earlier sign-ups. */
async function countUsers(): Promise<number> {
  await waitForDueJobs(stores.databaseUrl);
  await waitForReaders(credence);
  const { body } = await credence.call('GET', '/v1/users', { token: SERVICE_TOKEN });
  return body.items.length;
}

test('a registration answers the same for registered and for free addresses, and only the mails differ (REG-1, REG-2)', async () => {
  const email = newEmail();
  const first = await signUp(credence, { email });
  expect([first.status, Object.keys(first.body)]).toEqual([202, ['message']]);
  const token = await waitForToken(credence, email, '/verify-email');
  expect((await credence.call('POST', '/auth/verify-email', { body: { token } })).status).toBe(200);

  const again = await signUp(credence, {
    email: ` ${email.toUpperCase()}`,
    password: 'another kolibri zaun',
  });
  expect(comparableAnswer(again)).toEqual(comparableAnswer(first));
  const mails = await credence.mails(email, 2);
  expect(mails.map(({ subject }) => subject)).toEqual([
    'Confirm your e-mail address',
    'You already have an account',
  ]);
  expect(mails[1]?.links).toEqual([]);

  expect((await signIn(credence, email, PASSWORD)).status).toBe(200);
  expect(refusal(await signIn(credence, email, 'another kolibri zaun'))).toEqual([
    401,
    'invalid_credentials',
  ]);
  expect(await countUsers()).toBe(1);
});

test('a sign-in reveals neither that an address was free nor that it was taken (REG-1)', async () => {
  const [free, taken] = [newEmail(), newEmail()];
  await signUp(credence, { email: taken });
  const stranger = 'another kolibri zaun';
  for (const email of [free, taken]) await signUp(credence, { email, password: stranger });
  const afterFree = await signIn(credence, free, stranger);
  expect(refusal(afterFree)).toEqual([401, 'invalid_credentials']);
  expect(comparableAnswer(await signIn(credence, taken, stranger))).toEqual(comparableAnswer(afterFree));
});

test('a weak password is refused in the same way for registered and for free addresses (REG-5)', async () => {
  const email = newEmail();
  await signUp(credence, { email });
  const [registered, free] = [
    await signUp(credence, { email, password: 'password1' }),
    await signUp(credence, { email: newEmail(), password: 'password1' }),
  ];
  expect(comparableAnswer(registered)).toEqual(comparableAnswer(free));
  expect(refusal(registered)).toEqual([422, 'weak_password']);
});

test('exactly one of several concurrent registrations of one address creates an account (REG-6)', async () => {
  const email = newEmail();
  const before = await countUsers();
  const answers = await Promise.all(Array.from({ length: 8 }, () => signUp(credence, { email })));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  await waitForToken(credence, email, '/verify-email');
  expect(await countUsers()).toBe(before + 1);
});
