import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newEmail, PASSWORD, signIn } from '../../support/clients/accounts.js';
import { SERVICE_TOKEN } from '../../support/server/credence.js';
import { startCredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import type { CredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import { refusal } from '../../support/clients/refusals.js';
import { listEventTypes } from '../../support/clients/admin-api.js';
import { newPerson } from '../../support/federation/people.js';
import { createVisitor } from '../../support/clients/visitor.js';

let setup: CredenceWithProviders;

beforeAll(async () => {
  setup = await startCredenceWithProviders();
});

afterAll(async () => {
  await setup.stop();
});

const listAccounts = async (email: string) => {
  const path = `/v1/users?email=${encodeURIComponent(email)}`;
  return (await setup.credence.call('GET', path, { token: SERVICE_TOKEN })).body.items;
};

describe('a sign-in with a provider', () => {
  test('the first sign-in creates an account with a verified address, and later ones reuse it', async () => {
    const person = newPerson();
    const first = await setup.signIn('google', person);
    expect(first).toMatchObject({
      status: 200,
      body: { email: person.email, username: 'Ada Lovelace', is_verified: true, token_type: 'bearer' },
    });
    const { user_id: userId } = first.body;
    expect((await setup.signIn('google', person)).body.user_id).toBe(userId);
    expect(await listAccounts(person.email)).toHaveLength(1);
    expect(await listEventTypes(setup.credence, userId)).toEqual([
      'ValueClaimed',
      'ValueClaimed',
      'UserRegistered',
      'EmailVerified',
      'OAuthIdentityLinked',
      'DeviceSeen',
      'SessionStarted',
      'SessionStarted',
    ]);
    const { body } = await setup.credence.call('GET', '/auth/sessions', { token: first.body.access_token });
    expect(body.items).toHaveLength(2);
    expect(body.items[0]).toMatchObject({ amr: ['fed'], provider: 'google', device: 'Visitor' });
  });

  test('an identity is its issuer and subject, whatever address the provider asserts later (OAU-1)', async () => {
    const person = newPerson();
    const { body } = await setup.signIn('google', person);
    const moved = await setup.signIn('google', { ...person, email: newEmail() });
    expect([moved.body.user_id, moved.body.email]).toEqual([body.user_id, person.email]);
    const namesake = await setup.signIn('acme', { ...newPerson(), sub: person.sub });
    expect(namesake.body.user_id).not.toBe(body.user_id);
  });

  test('a sign-in with a provider ends the session of a presented access token (LOG-4)', async () => {
    const person = newPerson();
    const { body: before } = await setup.signIn('google', person);
    const visitor = createVisitor();
    const callbackUrl = await setup.authorize('google', person, visitor);
    const after = await setup.credence.call('GET', `${callbackUrl.pathname}${callbackUrl.search}`, {
      headers: { cookie: visitor.cookies(callbackUrl.origin) },
      token: before.access_token,
    });
    const statuses = [before, after.body].map(async ({ refresh_token: token }) => {
      const body = { refresh_token: token };
      return (await setup.credence.call('POST', '/auth/refresh', { body })).status;
    });
    expect(await Promise.all(statuses)).toEqual([401, 200]);
  });

  test('an account without a password refuses password sign-ins like an unknown address (LOG-1)', async () => {
    const person = newPerson();
    await setup.signIn('google', person);
    const guessed = await signIn(setup.credence, person.email, PASSWORD);
    const unknown = await signIn(setup.credence, newEmail(), PASSWORD);
    expect(refusal(guessed)).toEqual(refusal(unknown));
  });
});

describe('a deactivated account', () => {
  const deactivate = (userId: string) =>
    setup.credence.call('POST', `/v1/users/${userId}/deactivate`, { token: SERVICE_TOKEN, body: {} });

  test('a deactivated account refuses the callback of a sign-in that started before (OAU-13)', async () => {
    const person = newPerson();
    const { body } = await setup.signIn('google', person);
    const visitor = createVisitor();
    const callbackUrl = await setup.authorize('google', person, visitor);
    await deactivate(body.user_id);
    expect(refusal(await setup.finishCallback(callbackUrl, visitor))).toEqual([403, 'sign_in_refused']);
  });

  test('a deactivated account refuses a one-time code issued before (OAU-13)', async () => {
    const person = newPerson();
    const { body } = await setup.signIn('google', person);
    const there = await setup.signInFromFrontEnd('google', person, `${setup.frontEnd}/signed-in`);
    await deactivate(body.user_id);
    const code = there.searchParams.get('code');
    const exchanged = await setup.credence.call('POST', '/oauth/exchange', { body: { code } });
    expect(refusal(exchanged)).toEqual([403, 'sign_in_refused']);
  });
});

test('the list of providers contains the configured ones only', async () => {
  const { body } = await setup.credence.call('GET', '/oauth');
  expect(body.items).toEqual([
    { name: 'google', title: 'Google' },
    { name: 'acme', title: 'Acme' },
  ]);
  expect(refusal(await setup.credence.call('GET', '/oauth/facebook'))).toEqual([404, 'unknown_provider']);
});
