import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { waitForToken, newEmail } from '../../support/clients/accounts.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { startPlainProvider } from '../../support/federation/plain-provider.js';
import type { PlainProvider } from '../../support/federation/plain-provider.js';
import type { Behaviour } from '../../support/federation/hostile-provider.js';
import { signToken } from '../../support/federation/sign-token.js';
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

const NESTED_CLAIMS = {
  subject: 'data.id',
  email: 'emails.0.value',
  email_verified: '/emails/0/confirmed',
  name: 'data.nick',
};

let setup: CredenceWithHostileProvider;
let plain: PlainProvider;

/** Returns the settings of a provider. Several realms share one origin. */
function providerSettings(realm: string) {
  const base = `${plain.url}/${realm}`;
  return {
    client_id: 'ours',
    client_secret: 'a secret of ours: 1/2+3&4',
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    profile_endpoint: `${base}/user`,
    scopes: ['who', 'where'],
    claims: { subject: 'id', subject_type: 'number', email_verified: 'confirmed', name: 'login' },
  };
}

beforeAll(async () => {
  plain = await startPlainProvider();
  setup = await startCredenceWithHostileProvider(
    { sub: 'mallory' },
    {
      providers: (issuer) => ({
        line: { ...OUR_CLIENT, issuer, id_token_algorithm: 'HS256', app_client_ids: ['our-app'] },
        'realm-a': providerSettings('a'),
        'realm-b': providerSettings('b'),
        nested: { ...providerSettings('c'), claims: NESTED_CLAIMS },
      }),
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
  const output = setup.credence.output();
  await setup.stop();
  await plain.stop();
  expect(output).not.toMatch(/"level":(50|60)|PRIVATE KEY/);
});

describe('a configured OAuth 2.0 provider without OpenID Connect', () => {
  const setUser = (realm: string, person: object) => plain.setAnswers({ [`/${realm}/user`]: [200, person] });

  test('a numeric subject identifies the user at later sign-ins', async () => {
    const ada = { id: 7, login: 'ada', email: newEmail(), confirmed: true };
    setUser('a', ada);
    const first = await setup.signIn('realm-a');
    expect(first).toMatchObject({
      status: 200,
      body: { email: ada.email, username: 'ada', is_verified: true },
    });
    setUser('a', { ...ada, email: newEmail(), confirmed: false });
    expect((await setup.signIn('realm-a')).body.user_id).toBe(first.body.user_id);
  });

  test('equal subjects of two providers at one origin are different identities (OAU-1)', async () => {
    setUser('a', { id: 8, login: 'ada', email: newEmail(), confirmed: true });
    const ada = await setup.signIn('realm-a');
    setUser('b', { id: 8, login: 'bob', email: newEmail(), confirmed: true });
    const bob = await setup.signIn('realm-b');
    expect([ada.status, bob.status]).toEqual([200, 200]);
    expect(bob.body.user_id).not.toBe(ada.body.user_id);
  });

  test('a string is refused as a numeric subject (OAU-1)', async () => {
    setUser('a', { id: '7', login: 'eve', email: newEmail(), confirmed: true });
    expect(refusal(await setup.signIn('realm-a'))).toEqual([403, 'untrustworthy_answer']);
  });

  test('two people with large numbers as nested subjects of type text both sign in (OAU-1)', async () => {
    const signInAs = async (digits: string, email: string) => {
      const emails = JSON.stringify([{ value: email, confirmed: true }]);
      const profile = Buffer.from(`{"data":{"id":${digits},"nick":"Ada"},"emails":${emails}}`);
      plain.setAnswers({ '/c/user': [200, profile] });
      return await setup.signIn('nested');
    };
    const [ada, bob] = [newEmail(), newEmail()];
    const first = await signInAs('9007199254740992', ada);
    const second = await signInAs('9007199254740993', bob);
    expect([first, second]).toMatchObject([
      { status: 200, body: { email: ada, username: 'Ada' } },
      { status: 200, body: { email: bob } },
    ]);
    expect((await signInAs('9007199254740993', ada)).body.user_id).toBe(second.body.user_id);
    expect((await signInAs('"9007199254740992"', bob)).body.user_id).toBe(first.body.user_id);
  });

  test('an unverified address creates no account (OAU-2)', async () => {
    setUser('a', { id: 9, login: 'eve', email: newEmail(), confirmed: 'true' });
    expect(refusal(await setup.signIn('realm-a'))).toEqual([403, 'email_unverified']);
  });
});

test('a removed provider refuses the callback of a started sign-in and ID tokens (OAU-13)', async () => {
  plain.setAnswers({ '/a/user': [200, { id: 10, login: 'ada', email: newEmail(), confirmed: true }] });
  const { visitor, callbackUrl } = await setup.authorize('realm-a');
  const withoutProviders = await setup.startWithoutProviders();
  const head = await setup.head();
  const answers = await Promise.all([
    withoutProviders.call('GET', `${callbackUrl.pathname}${callbackUrl.search}`, {
      headers: { cookie: visitor.cookies(setup.credence.url) },
    }),
    withoutProviders.call('POST', '/oauth/hostile/id-token', {
      body: { id_token: 'a.b.c', nonce: randomUUID() },
    }),
  ]);
  await withoutProviders.stop();
  expect(answers.map(refusal)).toEqual([
    [404, 'unknown_provider'],
    [404, 'unknown_provider'],
  ]);
  expect(await setup.eventsSince(head)).toEqual([]);
  expect(await setup.finishCallback({ visitor, callbackUrl })).toMatchObject({ status: 200 });
});

test('a removed provider refuses a confirmation link mailed before (OAU-13)', async () => {
  const email = newEmail();
  plain.setAnswers({ '/a/user': [200, { id: 11, login: 'grace', email, confirmed: false }] });
  const pending = await setup.authorize('realm-a');
  expect(refusal(await setup.finishCallback(pending))).toEqual([403, 'email_unverified']);
  const token = await waitForToken(setup.credence, email, '/confirm-sign-up');
  const confirm = async (credence: Credence) =>
    await credence.call('POST', '/oauth/confirm', {
      body: { token },
      headers: { cookie: pending.visitor.cookies(setup.credence.url) },
    });
  const withoutProviders = await setup.startWithoutProviders();
  const head = await setup.head();
  const answer = await confirm(withoutProviders);
  await withoutProviders.stop();
  expect(refusal(answer)).toEqual([404, 'unknown_provider']);
  expect(await setup.eventsSince(head)).toEqual([]);
  expect(await confirm(setup.credence)).toMatchObject({ status: 200, body: { email } });
});

test('a removed provider refuses a one-time code issued before (OAU-13)', async () => {
  plain.setAnswers({ '/a/user': [200, { id: 12, login: 'ada', email: newEmail(), confirmed: true }] });
  const returnTo = setup.credence.url;
  const query = `?return_to=${encodeURIComponent(returnTo)}`;
  const { visitor, callbackUrl } = await setup.authorize('realm-a', query);
  const { url } = await visitor.visit(callbackUrl.href, { stopAt: `${returnTo}/?` });
  const body = { code: url.searchParams.get('code') };
  const withoutProviders = await setup.startWithoutProviders();
  const answer = await withoutProviders.call('POST', '/oauth/exchange', { body });
  await withoutProviders.stop();
  expect(refusal(answer)).toEqual([404, 'unknown_provider']);
  expect(refusal(await setup.credence.call('POST', '/oauth/exchange', { body }))).toEqual([410, 'code_used']);
});

describe('a provider that signs ID tokens with the client secret (OAU-8)', () => {
  const { client_secret: SECRET } = OUR_CLIENT;
  const person = () => ({ sub: randomUUID(), email: newEmail(), email_verified: true });
  const idTokenBy = (secret: string) => (claims: object) => signToken(claims, { alg: 'HS256', secret });

  test('its users sign in with an ID token of HS256', async () => {
    const ada = person();
    setup.provider.setBehaviour({ claims: (claims) => ({ ...claims, ...ada }), idToken: idTokenBy(SECRET) });
    expect(await setup.signIn('line')).toMatchObject({ status: 200, body: { email: ada.email } });
  });

  test.each<[string, Behaviour]>([
    ['of another secret', { idToken: idTokenBy('another secret, of 32 characters') }],
    ['by a published key', {}],
    ['of no algorithm', { idToken: (claims) => signToken(claims, { alg: 'none' }) }],
  ])('an ID token with a signature %s is refused', async (_name, behaviour) => {
    setup.provider.setBehaviour({ claims: (claims) => ({ ...claims, ...person() }), ...behaviour });
    expect(refusal(await setup.signIn('line'))).toEqual([403, 'untrustworthy_answer']);
  });

  test('an app signs in with its ID token of HS256, but not with one of a published key', async () => {
    const now = Math.floor(Date.now() / 1000);
    const { issuer } = setup.provider;
    const nonce = randomUUID();
    const claims = { ...person(), iss: issuer, aud: 'our-app', iat: now, exp: now + 600, nonce };
    const post = (token: string) =>
      setup.credence.call('POST', '/oauth/line/id-token', { body: { id_token: token, nonce } });
    const key = setup.provider.key();
    const published = signToken(claims, { alg: 'RS256', key, kid: key.kid });
    expect(refusal(await post(published))).toEqual([403, 'untrustworthy_answer']);
    expect((await post(signToken(claims, { alg: 'HS256', secret: SECRET }))).status).toBe(200);
  });
});

describe('Apple', () => {
  const person = () => ({ sub: randomUUID(), email: newEmail(), email_verified: 'true' });

  /** Posts the callback parameters, as a browser does from Apple's page on another site. */
  async function postCallback(
    { visitor, callbackUrl }: PendingCallback,
    more: Record<string, string> = {},
  ): Promise<Answer> {
    const form = new URLSearchParams({ ...Object.fromEntries(callbackUrl.searchParams), ...more });
    return await setup.credence.call('POST', '/oauth/apple/callback', {
      body: form.toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        cookie: visitor.cookies(setup.credence.url),
        origin: 'https://appleid.apple.com',
        'sec-fetch-site': 'cross-site',
      },
    });
  }

  test('the request to Apple has response_mode=form_post and a SameSite=None cookie', async () => {
    const { headers } = await fetch(`${setup.credence.url}/oauth/apple`, { redirect: 'manual' });
    expect(new URL(headers.get('location') ?? '').searchParams.get('response_mode')).toBe('form_post');
    const [cookie] = headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-credence-oauth=/);
    for (const attribute of ['SameSite=None', 'Secure', 'HttpOnly', 'Path=/'])
      expect(cookie).toContain(attribute);
  });

  test.each(['hostile', 'realm-a', 'microsoft'])(
    'a sign-in with %s sets a SameSite=None cookie, so a concurrent sign-in with Apple completes (OAU-4)',
    async (name) => {
      const { headers } = await fetch(`${setup.credence.url}/oauth/${name}`, { redirect: 'manual' });
      expect(headers.getSetCookie()).toEqual([expect.stringMatching(/; Secure; SameSite=None$/)]);
    },
  );

  test('the token request to Apple has a signed client secret', async () => {
    setup.provider.setBehaviour({ claims: (claims) => ({ ...claims, ...person() }) });
    expect(await postCallback(await setup.authorize('apple'))).toMatchObject({ status: 200 });
    const secret = String(setup.provider.lastRequests.token['client_secret']);
    expect(decodeProtectedHeader(secret)).toEqual({ alg: 'ES256', kid: 'KEY1234567' });
    const { payload } = await jwtVerify(secret, APPLE_KEY.publicKey, {
      issuer: 'TEAM123456',
      subject: 'com.example.ours',
      audience: setup.provider.issuer,
      requiredClaims: ['iat', 'exp'],
    });
    // Apple accepts at most six months.
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(15_777_000);
  });

  test('the name is taken from the first callback of Apple, and email_verified may be a string', async () => {
    const ada = person();
    setup.provider.setBehaviour({ claims: (claims) => ({ ...claims, ...ada }) });
    const user = JSON.stringify({
      name: { firstName: 'Ada', lastName: 'Lovelace' },
      email: 'eve@example.com',
    });
    const first = await postCallback(await setup.authorize('apple'), { user });
    expect(first).toMatchObject({
      status: 200,
      body: { email: ada.email, username: 'Ada Lovelace', is_verified: true },
    });
    const again = await postCallback(await setup.authorize('apple'));
    expect(again.body.user_id).toBe(first.body.user_id);
  });

  test.each([
    '',
    '{',
    '[]',
    '{"name":null}',
    '{"name":{"firstName":["Ada"]}}',
    '{"name":{"lastName":"\\ud800"}}',
  ])('the invalid user parameter %s does not prevent a sign-in with Apple', async (user) => {
    setup.provider.setBehaviour({ claims: (claims) => ({ ...claims, ...person() }) });
    expect(await postCallback(await setup.authorize('apple'), { user })).toMatchObject({ status: 200 });
  });

  test('email_verified "false" as a string counts as unverified (OAU-2)', async () => {
    setup.provider.setBehaviour({
      claims: (claims) => ({ ...claims, ...person(), email_verified: 'false' }),
    });
    expect(refusal(await postCallback(await setup.authorize('apple')))).toEqual([403, 'email_unverified']);
  });

  test('a callback of Apple in another browser is refused (OAU-4)', async () => {
    setup.provider.setBehaviour({ claims: (claims) => ({ ...claims, ...person() }) });
    const { callbackUrl } = await setup.authorize('apple');
    const { visitor } = await setup.authorize('apple');
    expect(refusal(await postCallback({ visitor, callbackUrl }))).toEqual([400, 'invalid_state']);
  });

  test('a user may decline at Apple (OAU-11)', async () => {
    setup.provider.setBehaviour({
      changeRedirect(answer) {
        answer.delete('code');
        answer.set('error', 'access_denied');
      },
    });
    expect(refusal(await postCallback(await setup.authorize('apple')))).toEqual([403, 'provider_denied']);
  });
});

describe('Microsoft', () => {
  const signInWith = async (claims: object) => {
    const ada = { sub: randomUUID(), email: newEmail() };
    setup.provider.setBehaviour({ claims: (original) => ({ ...original, ...ada, ...claims }) });
    return await setup.signIn('microsoft');
  };

  test.each([true, '1'])(
    'an address of Microsoft is verified if the domain belongs to the tenant, as xms_edov %j states (OAU-2)',
    async (xmsEdov) => {
      expect(await signInWith({ xms_edov: xmsEdov })).toMatchObject({ status: 200 });
    },
  );

  test.each([{}, { email_verified: true }, { xms_edov: false }, { xms_edov: '0' }, { xms_edov: 1 }])(
    'an address of Microsoft is unverified with the claims %j, as any administrator may set it (OAU-2)',
    async (claims) => {
      expect(refusal(await signInWith(claims))).toEqual([403, 'email_unverified']);
    },
  );
});
