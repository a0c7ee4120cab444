import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  waitForToken,
  waitForMail,
  newEmail,
  PASSWORD,
  requestResetToken,
  signIn,
  signUp,
  createVerifiedAccount,
} from '../../support/clients/accounts.js';
import { SERVICE_TOKEN } from '../../support/server/credence.js';
import { startCredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import type { CredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import { refusal } from '../../support/clients/refusals.js';
import { listEventTypes } from '../../support/clients/admin-api.js';
import { createVisitor } from '../../support/clients/visitor.js';

let setup: CredenceWithProviders;

beforeAll(async () => {
  setup = await startCredenceWithProviders();
});

afterAll(async () => {
  await setup.stop();
});

const newPerson = (email: string = newEmail()) => ({
  sub: randomUUID(),
  email,
  email_verified: true,
  name: 'Ada Lovelace',
});
/** Returns an address of the domain that the program trusts Acme with. */
const newAcmeEmail = () => `${randomUUID()}@acme.example`;

const accountsWith = async (email: string) => {
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
    expect(await accountsWith(person.email)).toHaveLength(1);
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

describe('an existing account with the address of an identity', () => {
  test('an identity is linked and its owner notified if both sides verified the address and the domain is trusted (OAU-2)', async () => {
    const email = newAcmeEmail();
    const { userId } = await createVerifiedAccount(setup.credence, { email });
    const answer = await setup.signIn('acme', newPerson(email));
    expect([answer.status, answer.body.user_id]).toEqual([200, userId]);
    expect((await signIn(setup.credence, email)).body.user_id).toBe(userId);
    await waitForMail(setup.credence, email, 'Another way to sign in was added');
  });

  test('an identity is not linked if the provider is not trusted with the domain (OAU-2)', async () => {
    const email = newEmail();
    const { userId } = await createVerifiedAccount(setup.credence, { email });
    expect(refusal(await setup.signIn('acme', newPerson(email)))).toEqual([409, 'account_exists']);
    expect(await listEventTypes(setup.credence, userId)).not.toContain('OAuthIdentityLinked');
  });

  test('an identity is not linked to an account with an unverified address (OAU-2)', async () => {
    const email = newAcmeEmail();
    await signUp(setup.credence, { email });
    expect(refusal(await setup.signIn('acme', newPerson(email)))).toEqual([409, 'account_exists']);
  });
});

describe('account pre-hijacking', () => {
  test('classic-federated merge: the identity of the victim is not linked, and a reset revokes the password of the attacker (OAU-3)', async () => {
    const email = newAcmeEmail();
    await signUp(setup.credence, { email, password: 'the password of an attacker' });
    expect((await setup.signIn('acme', newPerson(email))).status).toBe(409);
    const token = await requestResetToken(setup.credence, email);
    const body = { token, new_password: PASSWORD };
    expect((await setup.credence.call('POST', '/auth/reset-password-confirm', { body })).status).toBe(200);
    expect((await signIn(setup.credence, email, 'the password of an attacker')).status).toBe(401);
    expect((await setup.signIn('acme', newPerson(email))).status).toBe(200);
  });

  test('trojan identifier: an unverified account cannot sign in, and so cannot link an identity (OAU-3)', async () => {
    const email = newEmail();
    await signUp(setup.credence, { email });
    expect((await signIn(setup.credence, email)).status).toBe(401);
  });

  test('non-verifying provider: an unverified address creates no account, and a reset unlinks an untrusted identity (OAU-3)', async () => {
    const email = newEmail();
    const attacker = newPerson(email);
    const unverified = await setup.signIn('acme', { ...attacker, email_verified: false });
    expect(unverified.status).toBe(403);
    expect(await accountsWith(email)).toEqual([]);

    const asserted = await setup.signIn('acme', attacker);
    expect(asserted.status).toBe(200);
    const token = await requestResetToken(setup.credence, email);
    const body = { token, new_password: PASSWORD };
    await setup.credence.call('POST', '/auth/reset-password-confirm', { body });
    expect((await setup.credence.call('GET', '/auth/me', { token: asserted.body.access_token })).status).toBe(
      401,
    );
    expect(refusal(await setup.signIn('acme', attacker))).toEqual([409, 'account_exists']);
    const { body: victim } = await signIn(setup.credence, email);
    const listed = await setup.credence.call('GET', '/auth/identities', { token: victim.access_token });
    expect(listed.body.items).toEqual([]);
  });

  test('unexpired email change: a reset invalidates the confirmation link of the attacker (OAU-3)', async () => {
    const email = newEmail();
    const { body: attacker } = await setup.signIn('acme', newPerson(email));
    const call = async (path: string, body: object, token?: string) =>
      await setup.credence.call('POST', path, { body, ...(token !== undefined && { token }) });
    const password = 'the password of an attacker';
    const set = await call('/auth/set-password', { new_password: password }, attacker.access_token);
    expect(set.status).toBe(200);
    const attackerEmail = newEmail();
    const change = { new_email: attackerEmail, password };
    expect((await call('/auth/change-email', change, attacker.access_token)).status).toBe(202);
    const pending = await waitForToken(setup.credence, attackerEmail, '/confirm-email');

    const token = await requestResetToken(setup.credence, email);
    const reset = await call('/auth/reset-password-confirm', { token, new_password: PASSWORD });
    expect(reset.status).toBe(200);
    expect(refusal(await call('/auth/confirm-email', { token: pending }))).toEqual([410, 'link_used']);
    expect((await signIn(setup.credence, email)).body.email).toBe(email);
    expect((await signIn(setup.credence, attackerEmail, password)).status).toBe(401);
  });

  test('classic-federated merge: a trusted identity is not linked to an account with an address asserted by an untrusted provider (OAU-3)', async () => {
    const email = newAcmeEmail();
    expect((await setup.signIn('google', newPerson(email))).status).toBe(200);
    expect(refusal(await setup.signIn('acme', newPerson(email)))).toEqual([409, 'account_exists']);
  });

  test('a password reset keeps the identity of a provider trusted with the domain (OAU-3)', async () => {
    const person = newPerson(newAcmeEmail());
    await setup.signIn('acme', person);
    const token = await requestResetToken(setup.credence, person.email);
    await setup.credence.call('POST', '/auth/reset-password-confirm', {
      body: { token, new_password: PASSWORD },
    });
    expect((await setup.signIn('acme', person)).status).toBe(200);
    expect((await signIn(setup.credence, person.email)).status).toBe(200);
  });
});

describe('an authorization request', () => {
  const INVALID = [400, 'invalid_state'];

  test('a callback is accepted once (OAU-4)', async () => {
    const visitor = createVisitor();
    const callbackUrl = await setup.authorize('google', newPerson(), visitor);
    expect((await setup.finishCallback(callbackUrl, visitor)).status).toBe(200);
    expect(refusal(await setup.finishCallback(callbackUrl, visitor))).toEqual(INVALID);
  });

  test('a callback in another browser is refused and invalidates the request (OAU-4)', async () => {
    const visitor = createVisitor();
    const callbackUrl = await setup.authorize('google', newPerson(), visitor);
    expect(refusal(await setup.finishCallback(callbackUrl, createVisitor()))).toEqual(INVALID);
    expect(refusal(await setup.finishCallback(callbackUrl, visitor))).toEqual(INVALID);
  });

  test('a callback of another provider is refused (OAU-4)', async () => {
    const visitor = createVisitor();
    const callbackUrl = await setup.authorize('google', newPerson(), visitor);
    const elsewhere = new URL(callbackUrl.href.replace('/oauth/google/', '/oauth/acme/'));
    expect(refusal(await setup.finishCallback(elsewhere, visitor))).toEqual(INVALID);
  });

  test.each(['', 'guessed', 'a'.repeat(43)])(
    'a callback with the state "%s" is refused (OAU-4)',
    async (state) => {
      const visitor = createVisitor();
      const callbackUrl = await setup.authorize('google', newPerson(), visitor);
      callbackUrl.searchParams.set('state', state);
      const { status } = await setup.finishCallback(callbackUrl, visitor);
      expect(status).toBe(state === '' ? 422 : 400);
    },
  );

  test('a SameSite=Lax cookie binds the request to the browser (OAU-4)', async () => {
    const { headers } = await fetch(`${setup.credence.url}/oauth/google`, { redirect: 'manual' });
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-credence-oauth=.*; HttpOnly; Secure; SameSite=Lax$/),
    ]);
  });

  test('two requests in one browser both complete (OAU-4)', async () => {
    const visitor = createVisitor();
    const [first, second] = [
      await setup.authorize('google', newPerson(), visitor),
      await setup.authorize('acme', newPerson(), visitor),
    ];
    expect((await setup.finishCallback(first, visitor)).status).toBe(200);
    expect((await setup.finishCallback(second, visitor)).status).toBe(200);
  });
});

describe('the redirection target of a sign-in', () => {
  const start = (place: string) =>
    fetch(`${setup.credence.url}/oauth/google?return_to=${encodeURIComponent(place)}`, {
      redirect: 'manual',
    });

  test('a configured front end receives a one-time code for a session (OAU-9)', async () => {
    const place = `${setup.frontEnd}/signed-in?tab=1`;
    const person = newPerson();
    const there = await setup.signInFromFrontEnd('google', person, place);
    expect(`${there.origin}${there.pathname}`).toBe(`${setup.frontEnd}/signed-in`);
    expect([...there.searchParams.keys()]).toEqual(['tab', 'code']);
    const body = { code: there.searchParams.get('code') };
    const exchanged = await setup.credence.call('POST', '/oauth/exchange', { body });
    expect([exchanged.status, exchanged.body.email]).toEqual([200, person.email]);
    expect(
      (await setup.credence.call('GET', '/auth/me', { token: exchanged.body.access_token })).status,
    ).toBe(200);
    const token = exchanged.body.refresh_token;
    const refreshed = await setup.credence.call('POST', '/auth/refresh', { body: { refresh_token: token } });
    expect(refreshed.status).toBe(200);
    expect(refusal(await setup.credence.call('POST', '/oauth/exchange', { body }))).toEqual([
      410,
      'code_used',
    ]);
  });

  test('a one-time code with a PKCE challenge is exchanged only with its verifier (OAU-9)', async () => {
    const verifier = randomUUID() + randomUUID();
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const codeBy = async () => {
      const place = encodeURIComponent(`${setup.frontEnd}/`);
      const visitor = createVisitor();
      const query = `?return_to=${place}&code_challenge=${challenge}`;
      const callbackUrl = await setup.authorize('google', newPerson(), visitor, query);
      return (await visitor.visit(callbackUrl.href, { stopAt: setup.frontEnd })).url.searchParams.get('code');
    };
    const exchange = async (proof: object) =>
      await setup.credence.call('POST', '/oauth/exchange', { body: { code: await codeBy(), ...proof } });
    expect(refusal(await exchange({}))).toEqual([410, 'code_used']);
    expect(refusal(await exchange({ code_verifier: challenge }))).toEqual([410, 'code_used']);
    expect((await exchange({ code_verifier: verifier })).status).toBe(200);
    // A verifier for a code without a challenge means that another code was substituted for the original one.
    const there = await setup.signInFromFrontEnd('google', newPerson(), `${setup.frontEnd}/`);
    const body = { code: there.searchParams.get('code'), code_verifier: verifier };
    expect(refusal(await setup.credence.call('POST', '/oauth/exchange', { body }))).toEqual([
      410,
      'code_used',
    ]);
  });

  test('a configured front end receives the code of a refusal (OAU-9)', async () => {
    const email = newEmail();
    await createVerifiedAccount(setup.credence, { email });
    const there = await setup.signInFromFrontEnd('google', newPerson(email), `${setup.frontEnd}/signed-in`);
    expect(there.search).toBe('?error=account_exists');
    expect(setup.credence.output()).toContain('"problem":"account_exists"');
  });

  test.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'https:evil.example',
    'javascript:alert(1)',
    'FRONT@evil.example',
    'FRONT.evil.example',
    'FRONT:8443/',
    'FRONT%2eevil.example',
    'FRONT/\r\nSet-Cookie: a=b',
    'FRONT/\\evil.example',
    'FRONT/#code=1',
    ' FRONT/',
    '',
  ])('the redirection target %j is refused (OAU-9)', async (place) => {
    const answer = await start(place.replace('FRONT', setup.frontEnd));
    expect([answer.status, answer.headers.get('location')]).toEqual([422, null]);
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
