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

let us: CredenceWithProviders;

beforeAll(async () => {
  us = await startCredenceWithProviders();
});

afterAll(async () => {
  await us.stop();
});

const aPerson = (email: string = newEmail()) => ({
  sub: randomUUID(),
  email,
  email_verified: true,
  name: 'Ada Lovelace',
});
/** Of a domain whose addresses are Acme's to hand out. */
const anAcmeAddress = () => `${randomUUID()}@acme.example`;

const accountsWith = async (email: string) => {
  const path = `/v1/users?email=${encodeURIComponent(email)}`;
  return (await us.credence.call('GET', path, { token: SERVICE_TOKEN })).body.items;
};

describe('somebody whom a provider knows', () => {
  test('opens an account by it, with a verified address, a name and no password, and comes back to it', async () => {
    const person = aPerson();
    const first = await us.signIn('google', person);
    expect(first).toMatchObject({
      status: 200,
      body: { email: person.email, username: 'Ada Lovelace', is_verified: true, token_type: 'bearer' },
    });
    const { user_id: userId } = first.body;
    expect((await us.signIn('google', person)).body.user_id).toBe(userId);
    expect(await accountsWith(person.email)).toHaveLength(1);
    expect(await listEventTypes(us.credence, userId)).toEqual([
      'ValueClaimed',
      'ValueClaimed',
      'UserRegistered',
      'EmailVerified',
      'OAuthIdentityLinked',
      'DeviceSeen',
      'SessionStarted',
      'SessionStarted',
    ]);
    const { body } = await us.credence.call('GET', '/auth/sessions', { token: first.body.access_token });
    expect(body.items).toHaveLength(2);
    expect(body.items[0]).toMatchObject({ amr: ['fed'], provider: 'google', device: 'Visitor' });
  });

  test('OAU-1 is known by issuer and subject, whatever address the provider says later', async () => {
    const person = aPerson();
    const { body } = await us.signIn('google', person);
    const moved = await us.signIn('google', { ...person, email: newEmail() });
    expect([moved.body.user_id, moved.body.email]).toEqual([body.user_id, person.email]);
    const namesake = await us.signIn('acme', { ...aPerson(), sub: person.sub });
    expect(namesake.body.user_id).not.toBe(body.user_id);
  });

  test('LOG-4 leaves the session that is still presented when tokens are answered', async () => {
    const person = aPerson();
    const { body: before } = await us.signIn('google', person);
    const visitor = createVisitor();
    const back = await us.authorize('google', person, visitor);
    const after = await us.credence.call('GET', `${back.pathname}${back.search}`, {
      headers: { cookie: visitor.cookies(back.origin) },
      token: before.access_token,
    });
    const statuses = [before, after.body].map(async ({ refresh_token: token }) => {
      const body = { refresh_token: token };
      return (await us.credence.call('POST', '/auth/refresh', { body })).status;
    });
    expect(await Promise.all(statuses)).toEqual([401, 200]);
  });

  test('LOG-1 has no password that could be guessed', async () => {
    const person = aPerson();
    await us.signIn('google', person);
    const guessed = await signIn(us.credence, person.email, PASSWORD);
    const unknown = await signIn(us.credence, newEmail(), PASSWORD);
    expect(refusal(guessed)).toEqual(refusal(unknown));
  });
});

describe('OAU-2 an account with the same address', () => {
  test('is entered where both have verified it and the provider is trusted with its domain; its owner is told', async () => {
    const email = anAcmeAddress();
    const { userId } = await createVerifiedAccount(us.credence, { email });
    const entered = await us.signIn('acme', aPerson(email));
    expect([entered.status, entered.body.user_id]).toEqual([200, userId]);
    expect((await signIn(us.credence, email)).body.user_id).toBe(userId);
    await waitForMail(us.credence, email, 'Another way to sign in was added');
  });

  test('is not where the provider is not trusted with the domain', async () => {
    const email = newEmail();
    const { userId } = await createVerifiedAccount(us.credence, { email });
    expect(refusal(await us.signIn('acme', aPerson(email)))).toEqual([409, 'account_exists']);
    expect(await listEventTypes(us.credence, userId)).not.toContain('OAuthIdentityLinked');
  });

  test('is not where it has not verified the address itself', async () => {
    const email = anAcmeAddress();
    await signUp(us.credence, { email });
    expect(refusal(await us.signIn('acme', aPerson(email)))).toEqual([409, 'account_exists']);
  });
});

describe('OAU-3 an account that somebody has prepared for its victim', () => {
  test('classic-federated merge: is not entered by the victim, whose reset throws the attacker out', async () => {
    const email = anAcmeAddress();
    await signUp(us.credence, { email, password: 'the password of an attacker' });
    expect((await us.signIn('acme', aPerson(email))).status).toBe(409);
    const token = await requestResetToken(us.credence, email);
    const body = { token, new_password: PASSWORD };
    expect((await us.credence.call('POST', '/auth/reset-password-confirm', { body })).status).toBe(200);
    expect((await signIn(us.credence, email, 'the password of an attacker')).status).toBe(401);
    expect((await us.signIn('acme', aPerson(email))).status).toBe(200);
  });

  test('trojan identifier: no identity can be linked before the address is verified', async () => {
    const email = newEmail();
    await signUp(us.credence, { email });
    expect((await signIn(us.credence, email)).status).toBe(401);
  });

  test('non-verifying provider: what it says opens no account, and a reset throws out who came by hearsay', async () => {
    const email = newEmail();
    const attacker = aPerson(email);
    const unverified = await us.signIn('acme', { ...attacker, email_verified: false });
    expect(unverified.status).toBe(403);
    expect(await accountsWith(email)).toEqual([]);

    const lied = await us.signIn('acme', attacker);
    expect(lied.status).toBe(200);
    const token = await requestResetToken(us.credence, email);
    const body = { token, new_password: PASSWORD };
    await us.credence.call('POST', '/auth/reset-password-confirm', { body });
    expect((await us.credence.call('GET', '/auth/me', { token: lied.body.access_token })).status).toBe(401);
    expect(refusal(await us.signIn('acme', attacker))).toEqual([409, 'account_exists']);
    const { body: victim } = await signIn(us.credence, email);
    const listed = await us.credence.call('GET', '/auth/identities', { token: victim.access_token });
    expect(listed.body.items).toEqual([]);
  });

  test('unexpired change of the address: a reset leaves no link that an attacker has asked for before', async () => {
    const email = newEmail();
    const { body: attacker } = await us.signIn('acme', aPerson(email));
    const call = async (path: string, body: object, token?: string) =>
      await us.credence.call('POST', path, { body, ...(token !== undefined && { token }) });
    const password = 'the password of an attacker';
    const set = await call('/auth/set-password', { new_password: password }, attacker.access_token);
    expect(set.status).toBe(200);
    const ofTheirs = newEmail();
    const wish = { new_email: ofTheirs, password };
    expect((await call('/auth/change-email', wish, attacker.access_token)).status).toBe(202);
    const pending = await waitForToken(us.credence, ofTheirs, '/confirm-email');

    const token = await requestResetToken(us.credence, email);
    const reset = await call('/auth/reset-password-confirm', { token, new_password: PASSWORD });
    expect(reset.status).toBe(200);
    expect(refusal(await call('/auth/confirm-email', { token: pending }))).toEqual([410, 'link_used']);
    expect((await signIn(us.credence, email)).body.email).toBe(email);
    expect((await signIn(us.credence, ofTheirs, password)).status).toBe(401);
  });

  test('classic-federated merge: a trusted provider does not bring its person into an account opened by hearsay', async () => {
    const email = anAcmeAddress();
    expect((await us.signIn('google', aPerson(email))).status).toBe(200);
    expect(refusal(await us.signIn('acme', aPerson(email)))).toEqual([409, 'account_exists']);
  });

  test('who is trusted with the domain is no hearsay: a password that is set by a link adds a way in', async () => {
    const person = aPerson(anAcmeAddress());
    await us.signIn('acme', person);
    const token = await requestResetToken(us.credence, person.email);
    await us.credence.call('POST', '/auth/reset-password-confirm', {
      body: { token, new_password: PASSWORD },
    });
    expect((await us.signIn('acme', person)).status).toBe(200);
    expect((await signIn(us.credence, person.email)).status).toBe(200);
  });
});

describe('OAU-4 what was begun', () => {
  const INVALID = [400, 'invalid_state'];

  test('ends once', async () => {
    const visitor = createVisitor();
    const back = await us.authorize('google', aPerson(), visitor);
    expect((await us.finishCallback(back, visitor)).status).toBe(200);
    expect(refusal(await us.finishCallback(back, visitor))).toEqual(INVALID);
  });

  test('ends in no other browser, and then in none', async () => {
    const visitor = createVisitor();
    const back = await us.authorize('google', aPerson(), visitor);
    expect(refusal(await us.finishCallback(back, createVisitor()))).toEqual(INVALID);
    expect(refusal(await us.finishCallback(back, visitor))).toEqual(INVALID);
  });

  test('ends at no other provider', async () => {
    const visitor = createVisitor();
    const back = await us.authorize('google', aPerson(), visitor);
    const elsewhere = new URL(back.href.replace('/oauth/google/', '/oauth/acme/'));
    expect(refusal(await us.finishCallback(elsewhere, visitor))).toEqual(INVALID);
  });

  test.each(['', 'guessed', 'a'.repeat(43)])('does not end by the state "%s"', async (state) => {
    const visitor = createVisitor();
    const back = await us.authorize('google', aPerson(), visitor);
    back.searchParams.set('state', state);
    const { status } = await us.finishCallback(back, visitor);
    expect(status).toBe(state === '' ? 422 : 400);
  });

  test('is tied to the browser by a cookie that no other site has it send', async () => {
    const { headers } = await fetch(`${us.credence.url}/oauth/google`, { redirect: 'manual' });
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-credence-oauth=.*; HttpOnly; Secure; SameSite=Lax$/),
    ]);
  });

  test('may be begun in two tabs, and ends in both', async () => {
    const visitor = createVisitor();
    const [one, other] = [
      await us.authorize('google', aPerson(), visitor),
      await us.authorize('acme', aPerson(), visitor),
    ];
    expect((await us.finishCallback(one, visitor)).status).toBe(200);
    expect((await us.finishCallback(other, visitor)).status).toBe(200);
  });
});

describe('OAU-9 a browser is sent in the end', () => {
  const start = (place: string) =>
    fetch(`${us.credence.url}/oauth/google?return_to=${encodeURIComponent(place)}`, { redirect: 'manual' });

  test('to a front end of the list, with a code that is exchanged for a session once', async () => {
    const place = `${us.frontEnd}/signed-in?tab=1`;
    const person = aPerson();
    const there = await us.signInFromFrontEnd('google', person, place);
    expect(`${there.origin}${there.pathname}`).toBe(`${us.frontEnd}/signed-in`);
    expect([...there.searchParams.keys()]).toEqual(['tab', 'code']);
    const body = { code: there.searchParams.get('code') };
    const exchanged = await us.credence.call('POST', '/oauth/exchange', { body });
    expect([exchanged.status, exchanged.body.email]).toEqual([200, person.email]);
    expect((await us.credence.call('GET', '/auth/me', { token: exchanged.body.access_token })).status).toBe(
      200,
    );
    const token = exchanged.body.refresh_token;
    const refreshed = await us.credence.call('POST', '/auth/refresh', { body: { refresh_token: token } });
    expect(refreshed.status).toBe(200);
    expect(refusal(await us.credence.call('POST', '/oauth/exchange', { body }))).toEqual([410, 'code_used']);
  });

  test('there with a code that only the front end exchanges that has begun it, where it wants that', async () => {
    const verifier = randomUUID() + randomUUID();
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const codeBy = async () => {
      const place = encodeURIComponent(`${us.frontEnd}/`);
      const visitor = createVisitor();
      const query = `?return_to=${place}&code_challenge=${challenge}`;
      const back = await us.authorize('google', aPerson(), visitor, query);
      return (await visitor.visit(back.href, { stopAt: us.frontEnd })).url.searchParams.get('code');
    };
    const exchange = async (proof: object) =>
      await us.credence.call('POST', '/oauth/exchange', { body: { code: await codeBy(), ...proof } });
    expect(refusal(await exchange({}))).toEqual([410, 'code_used']);
    expect(refusal(await exchange({ code_verifier: challenge }))).toEqual([410, 'code_used']);
    expect((await exchange({ code_verifier: verifier })).status).toBe(200);
    // A code that was begun without is not taken with a verifier: somebody has put another one in its place.
    const there = await us.signInFromFrontEnd('google', aPerson(), `${us.frontEnd}/`);
    const body = { code: there.searchParams.get('code'), code_verifier: verifier };
    expect(refusal(await us.credence.call('POST', '/oauth/exchange', { body }))).toEqual([410, 'code_used']);
  });

  test('there also when it was refused, with our own word for it', async () => {
    const email = newEmail();
    await createVerifiedAccount(us.credence, { email });
    const there = await us.signInFromFrontEnd('google', aPerson(email), `${us.frontEnd}/signed-in`);
    expect(there.search).toBe('?error=account_exists');
    expect(us.credence.output()).toContain('"problem":"account_exists"');
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
  ])('never to %j', async (place) => {
    const answer = await start(place.replace('FRONT', us.frontEnd));
    expect([answer.status, answer.headers.get('location')]).toEqual([422, null]);
  });
});

describe('OAU-13 an account that was closed', () => {
  const close = (userId: string) =>
    us.credence.call('POST', `/v1/users/${userId}/deactivate`, { token: SERVICE_TOKEN, body: {} });

  test('is not entered by who is on the way already', async () => {
    const person = aPerson();
    const { body } = await us.signIn('google', person);
    const visitor = createVisitor();
    const back = await us.authorize('google', person, visitor);
    await close(body.user_id);
    expect(refusal(await us.finishCallback(back, visitor))).toEqual([403, 'sign_in_refused']);
  });

  test('nor by a code that was handed out before', async () => {
    const person = aPerson();
    const { body } = await us.signIn('google', person);
    const there = await us.signInFromFrontEnd('google', person, `${us.frontEnd}/signed-in`);
    await close(body.user_id);
    const code = there.searchParams.get('code');
    const exchanged = await us.credence.call('POST', '/oauth/exchange', { body: { code } });
    expect(refusal(exchanged)).toEqual([403, 'sign_in_refused']);
  });
});

test('the providers are listed, and there are no others', async () => {
  const { body } = await us.credence.call('GET', '/oauth');
  expect(body.items).toEqual([
    { name: 'google', title: 'Google' },
    { name: 'acme', title: 'Acme' },
  ]);
  expect(refusal(await us.credence.call('GET', '/oauth/facebook'))).toEqual([404, 'unknown_provider']);
});
