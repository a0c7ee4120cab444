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

let us: CredenceWithProviders;

beforeAll(async () => {
  us = await startCredenceWithProviders();
});

afterAll(async () => {
  await us.stop();
});

const aPerson = (email: string = newEmail()) => ({ sub: randomUUID(), email, email_verified: true });
const identities = async (token: string) =>
  (await us.credence.call('GET', '/auth/identities', { token })).body as unknown as {
    items: object[];
    has_password: boolean;
  };
const unlink = (provider: string, token: string) =>
  us.credence.call('DELETE', `/auth/identities/${provider}`, { token });
const me = async (token: string) => (await us.credence.call('GET', '/auth/me', { token })).status;

describe('a user who is signed in', () => {
  test('links a provider, sees it, is told of it, and signs in by it', async () => {
    const { email, userId, token } = await createSignedInAccount(us.credence);
    const person = aPerson();
    expect(await us.link('google', person, token)).toMatchObject({
      status: 200,
      body: { message: 'Google is linked.' },
    });
    expect(await identities(token)).toEqual({
      items: [{ provider: 'google', label: person.email, linked_at: expect.any(String) }],
      next_cursor: null,
      has_password: true,
    });
    const entered = await us.signIn('google', person);
    expect([entered.body.user_id, entered.body.email]).toEqual([userId, email]);
    const mail = await waitForMail(us.credence, email, 'Another way to sign in was added');
    expect(mail.text).toContain('Google');
  });

  test('links it once, and is not disturbed by a repeat', async () => {
    const { userId, token } = await createSignedInAccount(us.credence);
    const person = aPerson();
    for (let n = 0; n < 2; n += 1) expect((await us.link('google', person, token)).status).toBe(200);
    const linked = (await listEventTypes(us.credence, userId)).filter(
      (type) => type === 'OAuthIdentityLinked',
    );
    expect(linked).toHaveLength(1);
    expect(refusal(await us.link('google', aPerson(), token))).toEqual([409, 'provider_linked']);
    expect((await us.link('acme', aPerson(), token)).status).toBe(200);
  });

  test('cannot link what is linked to somebody else, and does not learn to whom', async () => {
    const person = aPerson();
    await us.signIn('google', person);
    const { token } = await createSignedInAccount(us.credence);
    const refused = await us.link('google', person, token);
    expect(refusal(refused)).toEqual([409, 'identity_taken']);
    expect(JSON.stringify(refused.body)).not.toContain(person.email);
  });

  test('OAU-4 cannot have it linked by another browser, nor to another account', async () => {
    const { token } = await createSignedInAccount(us.credence);
    const begun = await us.credence.call('POST', '/oauth/google/link', { token });
    const url = (begun.body as unknown as { authorization_url: string }).authorization_url;
    // The victim of a link that somebody has sent: signed in at the provider, in a browser that has not begun it.
    const victim = createVisitor();
    us.providers.google.signInAs(aPerson());
    const page = await victim.visit(url);
    const back = await us.providers.google.approve(victim, page, { stopAt: us.credence.url });
    expect(refusal(await us.finishCallback(back.url, victim))).toEqual([400, 'invalid_state']);
    expect((await identities(token)).items).toEqual([]);
  });

  test('finds nothing linked when the session has ended meanwhile', async () => {
    const { token, userId } = await createSignedInAccount(us.credence);
    const visitor = createVisitor();
    const begun = await us.credence.call('POST', '/oauth/google/link', { token });
    visitor.storeCookies(us.credence.url, begun.headers);
    const url = (begun.body as unknown as { authorization_url: string }).authorization_url;
    us.providers.google.signInAs(aPerson());
    const page = await visitor.visit(url);
    const back = await us.providers.google.approve(visitor, page, { stopAt: us.credence.url });
    await us.credence.call('POST', '/auth/logout', { token });
    expect((await us.finishCallback(back.url, visitor)).status).toBe(401);
    expect(await listEventTypes(us.credence, userId)).not.toContain('OAuthIdentityLinked');
  });
});

describe('OAU-10 a provider that is unlinked', () => {
  test('ends the sessions that were made by it, and lets nobody in; the owner is told', async () => {
    const { email, token } = await createSignedInAccount(us.credence);
    const person = aPerson();
    await us.link('google', person, token);
    const { body: by } = await us.signIn('google', person);
    expect((await unlink('google', token)).status).toBe(200);
    expect([await me(token), await me(by.access_token)]).toEqual([200, 401]);
    const refreshed = await us.credence.call('POST', '/auth/refresh', {
      body: { refresh_token: by.refresh_token },
    });
    expect(refreshed.status).toBe(401);
    expect((await identities(token)).items).toEqual([]);
    await waitForMail(us.credence, email, 'A way to sign in was removed');
    // The identity is free again: it opens an account of its own.
    const anew = await waitFor('the claim is released', async () => {
      const answer = await us.signIn('google', person);
      return answer.status === 200 && answer;
    });
    expect(anew.body.email).toBe(person.email);
    expect(refusal(await unlink('google', token))).toEqual([404, 'unknown_identity']);
  });

  test('ends the session in which it is asked, where that was made by it', async () => {
    const person = aPerson();
    const { body } = await us.signIn('google', person);
    await us.credence.call('POST', '/auth/set-password', {
      token: body.access_token,
      body: { new_password: PASSWORD },
    });
    expect((await unlink('google', body.access_token)).status).toBe(200);
    expect(await me(body.access_token)).toBe(401);
    expect((await signIn(us.credence, person.email)).status).toBe(200);
  });

  test('is never the last way in', async () => {
    const { body } = await us.signIn('google', aPerson());
    const token = body.access_token;
    expect(refusal(await unlink('google', token))).toEqual([409, 'last_way_in']);
    expect(await us.link('acme', aPerson(), token)).toMatchObject({ status: 200 });
    expect((await unlink('google', token)).status).toBe(200);
  });

  test.each<[string, (token: string) => Promise<{ status: number; body: { code: string } }>]>([
    ['linking', (token) => us.credence.call('POST', '/oauth/google/link', { token })],
    ['unlinking', (token) => unlink('google', token)],
    [
      'setting a password',
      (token) =>
        us.credence.call('POST', '/auth/set-password', {
          token,
          body: { new_password: 'kolibri zaun lampe' },
        }),
    ],
  ])('%s takes a recent sign-in', async (_, act) => {
    const { token } = await createSignedInAccount(us.credence);
    const aged = await agedToken(us.stores, token);
    expect(await me(aged)).toBe(200);
    const answer = await act(aged);
    expect([answer.status, answer.body.code]).toEqual([403, 'reauthentication_required']);
  });
});

describe('a user who has no password', () => {
  test('sets one, is told of it, and signs in by it; a second one is a change', async () => {
    const person = aPerson();
    const { body } = await us.signIn('google', person);
    const token = body.access_token;
    expect((await identities(token)).has_password).toBe(false);
    const set = (password: string) =>
      us.credence.call('POST', '/auth/set-password', { token, body: { new_password: password } });
    expect(refusal(await set('password123'))).toEqual([422, 'weak_password']);
    expect((await set(PASSWORD)).status).toBe(200);
    expect((await signIn(us.credence, person.email)).status).toBe(200);
    expect(refusal(await set('kolibri zaun lampe'))).toEqual([409, 'password_exists']);
    const mail = await waitForMail(us.credence, person.email, 'A password was set for your account');
    expect(JSON.stringify(mail)).not.toContain(PASSWORD);
  });

  test('confirms nothing by a password that is not there', async () => {
    const { body } = await us.signIn('google', aPerson());
    const change = { old_password: '', new_password: 'kolibri zaun lampe' };
    const answer = await us.credence.call('POST', '/auth/change-password', {
      token: body.access_token,
      body: change,
    });
    expect(refusal(answer)).toEqual([403, 'wrong_password']);
  });
});
