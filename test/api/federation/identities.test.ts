import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  waitForMail,
  newEmail,
  PASSWORD,
  signIn,
  createSignedInAccount,
} from '../../support/clients/accounts.js';
import { agedToken } from '../../support/domain/aged-session.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { refusal } from '../../support/clients/refusals.js';
import { listEventTypes } from '../../support/clients/admin-api.js';
import { createVisitor } from '../../support/clients/visitor.js';
import { startCredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import type { CredenceWithProviders } from '../../support/federation/credence-with-providers.js';

let setup: CredenceWithProviders;

beforeAll(async () => {
  setup = await startCredenceWithProviders({ SIGN_IN_LINKS: 'off' });
});

afterAll(async () => {
  await setup.stop();
});

const newPerson = (email: string = newEmail()) => ({ sub: randomUUID(), email, email_verified: true });
const listIdentities = async (token: string) =>
  (await setup.credence.call('GET', '/auth/identities', { token })).body as unknown as {
    items: object[];
    has_password: boolean;
  };
const unlink = (provider: string, token: string) =>
  setup.credence.call('DELETE', `/auth/identities/${provider}`, { token });
const statusOf = async (token: string) => (await setup.credence.call('GET', '/auth/me', { token })).status;

describe('linking an identity', () => {
  test('a linked identity appears in the list, causes a mail and signs in to the account', async () => {
    const { email, userId, token } = await createSignedInAccount(setup.credence);
    const person = newPerson();
    expect(await setup.link('google', person, token)).toMatchObject({
      status: 200,
      body: { message: 'Google is linked.' },
    });
    expect(await listIdentities(token)).toEqual({
      items: [{ provider: 'google', label: person.email, linked_at: expect.any(String) }],
      next_cursor: null,
      has_password: true,
    });
    const answer = await setup.signIn('google', person);
    expect([answer.body.user_id, answer.body.email]).toEqual([userId, email]);
    const mail = await waitForMail(setup.credence, email, 'Another way to sign in was added');
    expect(mail.text).toContain('Google');
  });

  test('the hints of a link request go along to the provider', async () => {
    const { token } = await createSignedInAccount(setup.credence);
    const body = { prompt: 'login', login_hint: 'ada@example.com' };
    const started = await setup.credence.call('POST', '/oauth/google/link', { token, body });
    const { authorization_url: url } = started.body as unknown as { authorization_url: string };
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject(body);
  });

  test('linking the same identity again is idempotent, and a second identity of the provider is refused', async () => {
    const { userId, token } = await createSignedInAccount(setup.credence);
    const person = newPerson();
    for (let n = 0; n < 2; n += 1) expect((await setup.link('google', person, token)).status).toBe(200);
    const linked = (await listEventTypes(setup.credence, userId)).filter(
      (type) => type === 'OAuthIdentityLinked',
    );
    expect(linked).toHaveLength(1);
    expect(refusal(await setup.link('google', newPerson(), token))).toEqual([409, 'provider_linked']);
    expect((await setup.link('acme', newPerson(), token)).status).toBe(200);
  });

  test('an identity of another account is refused without a hint at that account', async () => {
    const person = newPerson();
    await setup.signIn('google', person);
    const { token } = await createSignedInAccount(setup.credence);
    const refused = await setup.link('google', person, token);
    expect(refusal(refused)).toEqual([409, 'identity_taken']);
    expect(JSON.stringify(refused.body)).not.toContain(person.email);
  });

  test('a link request is refused in a browser other than the one that started it (OAU-4)', async () => {
    const { token } = await createSignedInAccount(setup.credence);
    const started = await setup.credence.call('POST', '/oauth/google/link', { token });
    const url = (started.body as unknown as { authorization_url: string }).authorization_url;
    // The victim follows the URL of an attacker, signed in at the provider, in another browser.
    const victim = createVisitor();
    setup.providers.google.signInAs(newPerson());
    const page = await victim.visit(url);
    const landing = await setup.providers.google.approve(victim, page, { stopAt: setup.credence.url });
    expect(refusal(await setup.finishCallback(landing.url, victim))).toEqual([400, 'invalid_state']);
    expect((await listIdentities(token)).items).toEqual([]);
  });

  test('an identity is not linked if the session has ended before the callback', async () => {
    const { token, userId } = await createSignedInAccount(setup.credence);
    const visitor = createVisitor();
    const started = await setup.credence.call('POST', '/oauth/google/link', { token });
    visitor.storeCookies(setup.credence.url, started.headers);
    const url = (started.body as unknown as { authorization_url: string }).authorization_url;
    setup.providers.google.signInAs(newPerson());
    const page = await visitor.visit(url);
    const landing = await setup.providers.google.approve(visitor, page, { stopAt: setup.credence.url });
    await setup.credence.call('POST', '/auth/logout', { token });
    expect((await setup.finishCallback(landing.url, visitor)).status).toBe(401);
    expect(await listEventTypes(setup.credence, userId)).not.toContain('OAuthIdentityLinked');
  });
});

test('sign-in links that are turned off do not exist (MGC-16)', async () => {
  const token = 'x'.repeat(86);
  for (const [path, body] of [
    ['/auth/sign-in-link', { email: newEmail() }],
    ['/auth/sign-in-link/confirm', { token }],
    ['/auth/sign-in-code/confirm', { email: newEmail(), code: '04173358' }],
    ['/auth/passwordless/signup', { email: newEmail(), username: 'ada' }],
  ] as const)
    expect(refusal(await setup.credence.call('POST', path, { body }))).toEqual([404, 'not_found']);
});

describe('unlinking an identity', () => {
  test('unlinking ends the sessions started with the identity, refuses it and notifies the owner (OAU-10)', async () => {
    const { email, token } = await createSignedInAccount(setup.credence);
    const person = newPerson();
    await setup.link('google', person, token);
    const { body: federated } = await setup.signIn('google', person);
    expect((await unlink('google', token)).status).toBe(200);
    expect([await statusOf(token), await statusOf(federated.access_token)]).toEqual([200, 401]);
    const refreshed = await setup.credence.call('POST', '/auth/refresh', {
      body: { refresh_token: federated.refresh_token },
    });
    expect(refreshed.status).toBe(401);
    expect((await listIdentities(token)).items).toEqual([]);
    await waitForMail(setup.credence, email, 'A way to sign in was removed');
    // The identity is no longer claimed, so a sign-in creates a new account.
    const created = await waitFor('the claim is released', async () => {
      const answer = await setup.signIn('google', person);
      return answer.status === 200 && answer;
    });
    expect(created.body.email).toBe(person.email);
    expect(refusal(await unlink('google', token))).toEqual([404, 'unknown_identity']);
  });

  test('unlinking ends the current session if the identity started it (OAU-10)', async () => {
    const person = newPerson();
    const { body } = await setup.signIn('google', person);
    await setup.credence.call('POST', '/auth/set-password', {
      token: body.access_token,
      body: { new_password: PASSWORD },
    });
    expect((await unlink('google', body.access_token)).status).toBe(200);
    expect(await statusOf(body.access_token)).toBe(401);
    expect((await signIn(setup.credence, person.email)).status).toBe(200);
  });

  test('the last sign-in method of an account cannot be unlinked (OAU-10)', async () => {
    const { body } = await setup.signIn('google', newPerson());
    const token = body.access_token;
    expect(refusal(await unlink('google', token))).toEqual([409, 'last_way_in']);
    expect(await setup.link('acme', newPerson(), token)).toMatchObject({ status: 200 });
    expect((await unlink('google', token)).status).toBe(200);
  });

  test.each<[string, (token: string) => Promise<{ status: number; body: { code: string } }>]>([
    ['linking', (token) => setup.credence.call('POST', '/oauth/google/link', { token })],
    ['unlinking', (token) => unlink('google', token)],
    [
      'setting a password',
      (token) =>
        setup.credence.call('POST', '/auth/set-password', {
          token,
          body: { new_password: 'kolibri zaun lampe' },
        }),
    ],
  ])('%s requires a recent sign-in (OAU-10)', async (_, act) => {
    const { token } = await createSignedInAccount(setup.credence);
    const aged = await agedToken(setup.stores, token);
    expect(await statusOf(aged)).toBe(200);
    const answer = await act(aged);
    expect([answer.status, answer.body.code]).toEqual([403, 'reauthentication_required']);
  });
});

describe('an account without a password', () => {
  test('a user sets the first password and receives a mail, and a second one is refused', async () => {
    const person = newPerson();
    const { body } = await setup.signIn('google', person);
    const token = body.access_token;
    expect((await listIdentities(token)).has_password).toBe(false);
    const set = (password: string) =>
      setup.credence.call('POST', '/auth/set-password', { token, body: { new_password: password } });
    expect(refusal(await set('password123'))).toEqual([422, 'weak_password']);
    expect((await set(PASSWORD)).status).toBe(200);
    expect((await signIn(setup.credence, person.email)).status).toBe(200);
    expect(refusal(await set('kolibri zaun lampe'))).toEqual([409, 'password_exists']);
    const mail = await waitForMail(setup.credence, person.email, 'A password was set for your account');
    expect(JSON.stringify(mail)).not.toContain(PASSWORD);
  });

  test('an empty password does not reauthenticate an account without a password', async () => {
    const { body } = await setup.signIn('google', newPerson());
    const change = { old_password: '', new_password: 'kolibri zaun lampe' };
    const answer = await setup.credence.call('POST', '/auth/change-password', {
      token: body.access_token,
      body: change,
    });
    expect(refusal(answer)).toEqual([403, 'wrong_password']);
  });
});
