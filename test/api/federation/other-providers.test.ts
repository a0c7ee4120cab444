import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { waitForToken, newEmail } from '../../support/clients/accounts.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { startPlainProvider } from '../../support/federation/plain-provider.js';
import type { PlainProvider } from '../../support/federation/plain-provider.js';
import { refusal } from '../../support/clients/refusals.js';
import {
  OUR_CLIENT,
  startCredenceWithHostileProvider,
} from '../../support/federation/credence-with-hostile-provider.js';
import type {
  PendingCallback,
  CredenceWithHostileProvider,
} from '../../support/federation/credence-with-hostile-provider.js';

const APPLE_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' });

let us: CredenceWithHostileProvider;
let plain: PlainProvider;

/** Two providers of plain OAuth at one origin. */
function plainFacts(realm: string) {
  const at = `${plain.url}/${realm}`;
  return {
    client_id: 'ours',
    client_secret: 'a secret of ours: 1/2+3&4',
    authorization_endpoint: `${at}/authorize`,
    token_endpoint: `${at}/token`,
    profile_endpoint: `${at}/user`,
    scopes: ['who', 'where'],
    claims: { subject: 'id', subject_type: 'number', email_verified: 'confirmed', name: 'login' },
  };
}

beforeAll(async () => {
  plain = await startPlainProvider();
  us = await startCredenceWithHostileProvider(
    { sub: 'mallory' },
    {
      providers: () => ({ 'realm-a': plainFacts('a'), 'realm-b': plainFacts('b') }),
      environment: (issuer) => ({
        APPLE_CLIENT_ID: 'com.example.ours',
        APPLE_TEAM_ID: 'TEAM123456',
        APPLE_KEY_ID: 'KEY1234567',
        APPLE_PRIVATE_KEY: APPLE_KEY.privateKey
          .export({ type: 'pkcs8', format: 'pem' })
          .toString()
          .replaceAll('\n', '\\n'),
        APPLE_ISSUER: issuer,
        MICROSOFT_CLIENT_ID: 'ours-microsoft',
        MICROSOFT_CLIENT_SECRET: OUR_CLIENT.client_secret,
        MICROSOFT_ISSUER: issuer,
      }),
    },
  );
});

afterAll(async () => {
  const output = us.credence.output();
  await us.stop();
  await plain.stop();
  expect(output).not.toMatch(/"level":(50|60)|PRIVATE KEY/);
});

describe('a provider of plain OAuth that was configured', () => {
  const saying = (realm: string, person: object) => plain.setAnswers({ [`/${realm}/user`]: [200, person] });

  test('signs somebody in whom it knows by number', async () => {
    const ada = { id: 7, login: 'ada', email: newEmail(), confirmed: true };
    saying('a', ada);
    const first = await us.signIn('realm-a');
    expect(first).toMatchObject({
      status: 200,
      body: { email: ada.email, username: 'ada', is_verified: true },
    });
    saying('a', { ...ada, email: newEmail(), confirmed: false });
    expect((await us.signIn('realm-a')).body.user_id).toBe(first.body.user_id);
  });

  test('OAU-1 does not know those of another one at the same origin', async () => {
    saying('a', { id: 8, login: 'ada', email: newEmail(), confirmed: true });
    const ada = await us.signIn('realm-a');
    saying('b', { id: 8, login: 'bob', email: newEmail(), confirmed: true });
    const bob = await us.signIn('realm-b');
    expect([ada.status, bob.status]).toEqual([200, 200]);
    expect(bob.body.user_id).not.toBe(ada.body.user_id);
  });

  test('OAU-1 is not believed with the number as a text', async () => {
    saying('a', { id: '7', login: 'eve', email: newEmail(), confirmed: true });
    expect(refusal(await us.signIn('realm-a'))).toEqual([403, 'untrustworthy_answer']);
  });

  test('OAU-2 opens no account by an address that it has not verified', async () => {
    saying('a', { id: 9, login: 'eve', email: newEmail(), confirmed: 'true' });
    expect(refusal(await us.signIn('realm-a'))).toEqual([403, 'email_unverified']);
  });
});

test('OAU-13 a provider that was switched off lets nobody in who is on the way, nor by an ID token', async () => {
  plain.setAnswers({ '/a/user': [200, { id: 10, login: 'ada', email: newEmail(), confirmed: true }] });
  const { visitor, callbackUrl } = await us.authorize('realm-a');
  const later = await us.startWithoutProviders();
  const head = await us.head();
  const answers = await Promise.all([
    later.call('GET', `${callbackUrl.pathname}${callbackUrl.search}`, {
      headers: { cookie: visitor.cookies(us.credence.url) },
    }),
    later.call('POST', '/oauth/hostile/id-token', { body: { id_token: 'a.b.c', nonce: randomUUID() } }),
  ]);
  await later.stop();
  expect(answers.map(refusal)).toEqual([
    [404, 'unknown_provider'],
    [404, 'unknown_provider'],
  ]);
  expect(await us.eventsSince(head)).toEqual([]);
  expect(await us.finishCallback({ visitor, callbackUrl })).toMatchObject({ status: 200 });
});

test('OAU-13 a provider that was switched off opens no account by a link that was mailed before', async () => {
  const email = newEmail();
  plain.setAnswers({ '/a/user': [200, { id: 11, login: 'grace', email, confirmed: false }] });
  const returning = await us.authorize('realm-a');
  expect(refusal(await us.finishCallback(returning))).toEqual([403, 'email_unverified']);
  const token = await waitForToken(us.credence, email, '/confirm-sign-up');
  const confirm = async (credence: Credence) =>
    await credence.call('POST', '/oauth/confirm', {
      body: { token },
      headers: { cookie: returning.visitor.cookies(us.credence.url) },
    });
  const later = await us.startWithoutProviders();
  const head = await us.head();
  const answer = await confirm(later);
  await later.stop();
  expect(refusal(answer)).toEqual([404, 'unknown_provider']);
  expect(await us.eventsSince(head)).toEqual([]);
  expect(await confirm(us.credence)).toMatchObject({ status: 200, body: { email } });
});

test('OAU-13 a provider that was switched off lets nobody in by a code that was handed out before', async () => {
  plain.setAnswers({ '/a/user': [200, { id: 12, login: 'ada', email: newEmail(), confirmed: true }] });
  const place = us.credence.url;
  const { visitor, callbackUrl } = await us.authorize('realm-a', `?return_to=${encodeURIComponent(place)}`);
  const { url } = await visitor.visit(callbackUrl.href, { stopAt: `${place}/?` });
  const body = { code: url.searchParams.get('code') };
  const later = await us.startWithoutProviders();
  const answer = await later.call('POST', '/oauth/exchange', { body });
  await later.stop();
  expect(refusal(answer)).toEqual([404, 'unknown_provider']);
  expect(refusal(await us.credence.call('POST', '/oauth/exchange', { body }))).toEqual([410, 'code_used']);
});

describe('Apple', () => {
  const person = () => ({ sub: randomUUID(), email: newEmail(), email_verified: 'true' });

  /** The browser posts what Apple has answered, which comes from another site. */
  async function postBack(
    { visitor, callbackUrl }: PendingCallback,
    more: Record<string, string> = {},
  ): Promise<Answer> {
    const form = new URLSearchParams({ ...Object.fromEntries(callbackUrl.searchParams), ...more });
    return await us.credence.call('POST', '/oauth/apple/callback', {
      body: form.toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        cookie: visitor.cookies(us.credence.url),
        origin: 'https://appleid.apple.com',
        'sec-fetch-site': 'cross-site',
      },
    });
  }

  test('is asked to have the browser post its answer, with a cookie that then goes along', async () => {
    const { headers } = await fetch(`${us.credence.url}/oauth/apple`, { redirect: 'manual' });
    expect(new URL(headers.get('location') ?? '').searchParams.get('response_mode')).toBe('form_post');
    const [cookie] = headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-credence-oauth=/);
    for (const attribute of ['SameSite=None', 'Secure', 'HttpOnly', 'Path=/'])
      expect(cookie).toContain(attribute);
  });

  test.each(['hostile', 'realm-a', 'microsoft'])(
    'OAU-4 gets the cookie also after a sign-in by %s was begun in another tab',
    async (name) => {
      const { headers } = await fetch(`${us.credence.url}/oauth/${name}`, { redirect: 'manual' });
      expect(headers.getSetCookie()).toEqual([expect.stringMatching(/; Secure; SameSite=None$/)]);
    },
  );

  test('gets a client secret that we have signed for it', async () => {
    us.provider.setBehaviour({ claims: (claims) => ({ ...claims, ...person() }) });
    expect(await postBack(await us.authorize('apple'))).toMatchObject({ status: 200 });
    const secret = String(us.provider.lastRequests.token['client_secret']);
    expect(decodeProtectedHeader(secret)).toEqual({ alg: 'ES256', kid: 'KEY1234567' });
    const { payload } = await jwtVerify(secret, APPLE_KEY.publicKey, {
      issuer: 'TEAM123456',
      subject: 'com.example.ours',
      audience: us.provider.issuer,
      requiredClaims: ['iat', 'exp'],
    });
    // It takes half a year at the most.
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(15_777_000);
  });

  test('tells the name with its first answer alone, and says by a text that the address is verified', async () => {
    const ada = person();
    us.provider.setBehaviour({ claims: (claims) => ({ ...claims, ...ada }) });
    const user = JSON.stringify({
      name: { firstName: 'Ada', lastName: 'Lovelace' },
      email: 'eve@example.com',
    });
    const first = await postBack(await us.authorize('apple'), { user });
    expect(first).toMatchObject({
      status: 200,
      body: { email: ada.email, username: 'Ada Lovelace', is_verified: true },
    });
    const again = await postBack(await us.authorize('apple'));
    expect(again.body.user_id).toBe(first.body.user_id);
  });

  test.each([
    '',
    '{',
    '[]',
    '{"name":null}',
    '{"name":{"firstName":["Ada"]}}',
    '{"name":{"lastName":"\\ud800"}}',
  ])('may tell any nonsense for a name: %s', async (user) => {
    us.provider.setBehaviour({ claims: (claims) => ({ ...claims, ...person() }) });
    expect(await postBack(await us.authorize('apple'), { user })).toMatchObject({ status: 200 });
  });

  test('OAU-2 has not verified what it says "false" of', async () => {
    us.provider.setBehaviour({ claims: (claims) => ({ ...claims, ...person(), email_verified: 'false' }) });
    expect(refusal(await postBack(await us.authorize('apple')))).toEqual([403, 'email_unverified']);
  });

  test('OAU-4 has its answer posted by the browser that has set off, and by no other', async () => {
    us.provider.setBehaviour({ claims: (claims) => ({ ...claims, ...person() }) });
    const { callbackUrl } = await us.authorize('apple');
    const { visitor } = await us.authorize('apple');
    expect(refusal(await postBack({ visitor, callbackUrl }))).toEqual([400, 'invalid_state']);
  });

  test('OAU-11 may be declined', async () => {
    us.provider.setBehaviour({
      changeRedirect(answer) {
        answer.delete('code');
        answer.set('error', 'access_denied');
      },
    });
    expect(refusal(await postBack(await us.authorize('apple')))).toEqual([403, 'provider_denied']);
  });
});

describe('OAU-2 Microsoft', () => {
  const enter = async (claims: object) => {
    const ada = { sub: randomUUID(), email: newEmail() };
    us.provider.setBehaviour({ claims: (honest) => ({ ...honest, ...ada, ...claims }) });
    return await us.signIn('microsoft');
  };

  test.each([true, '1'])(
    'is believed with an address where its domain belongs to the tenant, which it says by %j',
    async (said) => {
      expect(await enter({ xms_edov: said })).toMatchObject({ status: 200 });
    },
  );

  test.each([{}, { email_verified: true }, { xms_edov: false }, { xms_edov: '0' }, { xms_edov: 1 }])(
    'is not believed where any administrator could have set it: %j',
    async (claims) => {
      expect(refusal(await enter(claims))).toEqual([403, 'email_unverified']);
    },
  );
});
