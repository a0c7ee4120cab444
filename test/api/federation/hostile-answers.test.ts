import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { newEmail, PASSWORD, signIn, createVerifiedAccount } from '../../support/clients/accounts.js';
import type { Account } from '../../support/clients/accounts.js';
import type { Answer } from '../../support/server/credence.js';
import type { Behaviour, Claims } from '../../support/federation/hostile-provider.js';
import { refusal, comparableAnswer } from '../../support/clients/refusals.js';
import { readMetric } from '../../support/clients/admin-api.js';
import { signToken } from '../../support/federation/sign-token.js';
import {
  OUR_CLIENT,
  startCredenceWithHostileProvider,
} from '../../support/federation/credence-with-hostile-provider.js';
import type { CredenceWithHostileProvider } from '../../support/federation/credence-with-hostile-provider.js';

const OTHER_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
const HOUR = 3600;

let setup: CredenceWithHostileProvider;
let account: Account;

beforeAll(async () => {
  setup = await startCredenceWithHostileProvider(
    { sub: 'mallory', email: newEmail(), email_verified: true },
    { providers: (issuer) => ({ naming: { ...OUR_CLIENT, issuer: `${issuer}/naming` } }) },
  );
  account = await createVerifiedAccount(setup.credence);
  await signIn(setup.credence, account.email);
});

afterEach(() => setup.provider.setBehaviour({}));

afterAll(async () => {
  const { pid } = setup.credence.process;
  try {
    expect(setup.credence.output()).not.toMatch(/"level":(50|60)/);
    expect(setup.credence.output()).not.toContain(OUR_CLIENT.client_secret);
    expect(setup.credence.output()).not.toMatch(/eyJ[\w-]{9}/);
    expect(await signIn(setup.credence, account.email, PASSWORD)).toMatchObject({ status: 200 });
    expect(setup.credence.process).toMatchObject({ pid, exitCode: null });
  } finally {
    await setup.stop();
  }
});

const now = () => Math.floor(Date.now() / 1000);
const counted = async (outcome: string) =>
  (await readMetric(
    setup.credence,
    `credence_oauth_answers_total{provider="hostile",outcome="${outcome}"}`,
  )) ?? 0;

/** Signs in with a misbehaving provider. Expects one count of the outcome, the given events and no cookie. */
async function signInRefused(behaviour: Behaviour, outcome: string, events: string[] = []): Promise<Answer> {
  setup.provider.setBehaviour(behaviour);
  const [head, before] = [await setup.head(), await counted(outcome)];
  const answer = await setup.signIn();
  expect(await counted(outcome)).toBe(before + 1);
  // A worker records some of them after the answer.
  await setup.waitForDueJobs();
  expect((await setup.eventsSince(head)).map(({ type }) => type)).toEqual(events);
  expect(answer.headers.getSetCookie()).toEqual([]);
  return answer;
}

const expectUntrustworthy = async (behaviour: Behaviour) =>
  expect(refusal(await signInRefused(behaviour, 'untrustworthy_answer'))).toEqual([
    403,
    'untrustworthy_answer',
  ]);

const withClaims = (claims: Claims) => ({ claims: (original: Claims) => ({ ...original, ...claims }) });

test('an authorization request has a random state, nonce and PKCE challenge, and the token request the verifier (OAU-5)', async () => {
  expect(await setup.signIn()).toMatchObject({ status: 200 });
  const { authorization, token } = setup.provider.lastRequests;
  expect(Object.fromEntries(authorization)).toMatchObject({
    response_type: 'code',
    client_id: 'ours',
    scope: 'openid email profile',
    code_challenge_method: 'S256',
    state: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect(token).toMatchObject({
    code_verifier: expect.stringMatching(/^[\w-]{43,128}$/),
    redirect_uri: authorization.get('redirect_uri'),
  });
  const { authorization: first } = setup.provider.lastRequests;
  await setup.signIn();
  const { authorization: second } = setup.provider.lastRequests;
  for (const name of ['state', 'nonce', 'code_challenge']) expect(second.get(name)).not.toBe(first.get(name));
});

describe('the nonce of an ID token', () => {
  test.each<[string, Behaviour]>([
    ['differs', withClaims({ nonce: randomUUID() })],
    ['is missing', withClaims({ nonce: undefined })],
    ['is empty', withClaims({ nonce: '' })],
    ['is null', withClaims({ nonce: null })],
    [
      'is a list with the correct nonce',
      { claims: (original) => ({ ...original, nonce: [original['nonce']] }) },
    ],
  ])('an ID token is refused if its nonce %s (OAU-6)', async (_name, behaviour) => {
    await expectUntrustworthy(behaviour);
  });

  test('an ID token is refused if its nonce is that of an earlier sign-in (OAU-6)', async () => {
    await setup.signIn();
    await expectUntrustworthy(withClaims({ nonce: setup.provider.lastRequests.authorization.get('nonce') }));
  });
});

describe('an ID token from the token endpoint', () => {
  test.each<[string, Claims]>([
    ['of another issuer', { iss: 'https://accounts.google.com' }],
    ['of an issuer with a different spelling', { iss: 'http://127.0.0.1' }],
    ['without an issuer', { iss: undefined }],
    ['for another client', { aud: 'theirs' }],
    ['for one of the configured apps', { aud: 'our-app' }],
    ['without an audience', { aud: undefined }],
    ['for several audiences without an authorized party', { aud: ['ours', 'theirs'] }],
    ['for several audiences and another authorized party', { aud: ['ours', 'theirs'], azp: 'theirs' }],
    ['for this client and another authorized party', { azp: 'theirs' }],
    ['that has expired', { iat: now() - 2 * HOUR, exp: now() - HOUR }],
    ['without an expiry', { exp: undefined }],
    ['with a string as its expiry', { exp: String(now() + HOUR) }],
    ['issued in the future', { iat: now() + HOUR, exp: now() + 2 * HOUR }],
    ['without an issue time', { iat: undefined }],
    ['issued two days ago and not expired', { iat: now() - 48 * HOUR, exp: now() + HOUR }],
    ['that becomes valid in the future', { nbf: now() + HOUR }],
  ])('an ID token %s is refused (OAU-8)', async (_name, claims) => {
    await expectUntrustworthy(withClaims(claims));
  });

  const publicPem = () =>
    createPublicKey(createPrivateKey({ key: setup.provider.key(), format: 'jwk' })).export({
      type: 'spki',
      format: 'pem',
    });
  test.each<[string, (claims: Claims) => string]>([
    ['without a signature', (claims) => signToken(claims, { alg: 'none' })],
    [
      'signed with the public key as a shared secret',
      (claims) => signToken(claims, { alg: 'HS256', secret: publicPem(), kid: setup.provider.key().kid }),
    ],
    [
      'signed with the client secret',
      (claims) => signToken(claims, { alg: 'HS256', secret: OUR_CLIENT.client_secret }),
    ],
    [
      'signed with a key that the provider does not publish',
      (claims) => signToken(claims, { alg: 'RS256', key: OTHER_KEY, kid: 'unknown' }),
    ],
    [
      'signed with another key under a published key id',
      (claims) => signToken(claims, { alg: 'RS256', key: OTHER_KEY, kid: setup.provider.key().kid }),
    ],
    [
      'with claims changed after signing',
      (claims) => {
        const [header, , signature] = signToken(claims, {
          alg: 'RS256',
          key: setup.provider.key(),
          kid: setup.provider.key().kid,
        }).split('.');
        const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'alice' })).toString('base64url');
        return [header, changed, signature].join('.');
      },
    ],
    ['with invalid encoding', () => 'ey.ey.ey'],
    ['without any characters', () => ''],
  ])('an ID token %s is refused (OAU-8)', async (_name, idToken) => {
    await expectUntrustworthy({ idToken });
  });

  test('userinfo with another subject than the ID token is refused (OAU-8)', async () => {
    await expectUntrustworthy({
      ...withClaims({ email: undefined }),
      userinfo: { sub: 'alice', email: newEmail(), email_verified: true },
    });
  });

  test('an ID token signed with a key published during the sign-in is accepted (OAU-8)', async () => {
    await setup.signIn();
    const pending = await setup.authorize();
    await setup.provider.rotateKeys();
    expect(await setup.finishCallback(pending)).toMatchObject({ status: 200 });
  });
});

describe('the subject of an ID token', () => {
  test.each<[string, unknown]>([
    ['is missing', undefined],
    ['is null', null],
    ['is empty', ''],
    ['is a number', 42],
    ['is a boolean', true],
    ['is a list', ['mallory']],
    ['is an object', { toString: 'mallory' }],
    ['has 300 characters', 'm'.repeat(300)],
    ['contains NUL', 'mal\0lory'],
    ['contains a line break', 'mallory\r\n'],
    ['contains a lone surrogate', 'mallory\ud800'],
  ])('an ID token is refused if its subject %s (OAU-1)', async (_name, sub) => {
    await expectUntrustworthy(withClaims({ sub }));
  });
});

describe('the address of an ID token', () => {
  test.each<[string, unknown]>([
    ['false', false],
    ['"true"', 'true'],
    ['1', 1],
    ['null', null],
    ['a list', [true]],
    ['missing', undefined],
  ])(
    'an unverified address is refused in the same way for registered and free addresses, with email_verified %s (OAU-2)',
    async (_name, verified) => {
      const signInWith = (email: string, event: string) =>
        signInRefused(
          withClaims({ sub: randomUUID(), email, email_verified: verified }),
          'email_unverified',
          [event],
        );
      const free = await signInWith(newEmail(), 'SignUpOffered');
      expect(refusal(free)).toEqual([403, 'email_unverified']);
      const registered = await signInWith(account.email, 'SignUpRepeated');
      expect(comparableAnswer(registered)).toEqual(comparableAnswer(free));
    },
  );

  test('email_verified in the ID token does not verify an address from userinfo (OAU-2)', async () => {
    const sub = randomUUID();
    const answer = await signInRefused(
      {
        ...withClaims({ sub, email: undefined, email_verified: true }),
        userinfo: { sub, email: account.email },
      },
      'email_unverified',
      ['SignUpRepeated'],
    );
    expect(refusal(answer)).toEqual([403, 'email_unverified']);
  });

  test.each<[string, unknown]>([
    ['missing', undefined],
    ['null', null],
    ['a list', ['ada@example.com']],
    ['with a line break', 'ada@example.com\r\nBcc: eve@example.com'],
    ['with two addresses', 'ada@example.com,eve@example.com'],
    ['without an @', 'ada'],
  ])('a sign-in is refused if the address is invalid: %s (OAU-2)', async (_name, email) => {
    const sub = randomUUID();
    const behaviour = { ...withClaims({ sub, email }), userinfo: { sub } };
    expect(refusal(await signInRefused(behaviour, 'email_missing'))).toEqual([403, 'email_missing']);
  });
});

const PROVIDER_TEXT = '<script>alert(1)</script>';

describe('an error from the authorization endpoint', () => {
  const redirectWith = (parameters: Record<string, string>) => ({
    changeRedirect(answer: URLSearchParams) {
      answer.delete('code');
      for (const [name, value] of Object.entries(parameters)) answer.set(name, value);
    },
  });

  test.each<[error: string, status: number, code: string]>([
    ['access_denied', 403, 'provider_denied'],
    ['login_required', 403, 'provider_denied'],
    ['server_error', 503, 'provider_unavailable'],
    ['temporarily_unavailable', 503, 'provider_unavailable'],
    ['invalid_scope', 403, 'untrustworthy_answer'],
    [PROVIDER_TEXT, 403, 'untrustworthy_answer'],
  ])(
    'the error %s becomes status %i with the code %s, without text of the provider (OAU-11)',
    async (error, status, code) => {
      const answer = await signInRefused(
        redirectWith({ error, error_description: PROVIDER_TEXT, error_uri: 'https://evil.example/' }),
        code,
      );
      expect(refusal(answer)).toEqual([status, code]);
      expect(answer.headers.has('retry-after')).toBe(status === 503);
      expect(JSON.stringify([answer.body, ...answer.headers])).not.toMatch(/script|evil/);
    },
  );

  test('the front end receives an error code of the service (OAU-11)', async () => {
    setup.provider.setBehaviour(redirectWith({ error: 'access_denied', error_description: PROVIDER_TEXT }));
    const pending = await setup.authorize('hostile', `?return_to=${encodeURIComponent(setup.credence.url)}`);
    const { url } = await pending.visitor.visit(pending.callbackUrl.href, {
      stopAt: `${setup.credence.url}/?`,
    });
    expect(url.href).toBe(`${setup.credence.url}/?error=provider_denied`);
  });

  test('an error description with a line break is refused (OAU-11)', async () => {
    setup.provider.setBehaviour(
      redirectWith({ error: 'access_denied', error_description: 'No.\r\nSet-Cookie: a=b' }),
    );
    const answer = await setup.signIn();
    expect(refusal(answer)).toEqual([422, 'invalid_input']);
    expect(JSON.stringify([answer.body, ...answer.headers])).not.toContain('a=b');
  });

  test('the log contains no text of the provider (OAU-11)', () => {
    expect(setup.credence.output()).not.toMatch(/script|evil|Set-Cookie/);
  });
});

test.each([
  '__proto__=x',
  'constructor=x',
  'state=twice',
  'code[]=x',
  'response=ey.ey.ey',
  'id_token=ey.ey.ey',
  'access_token=x',
  'redirect_uri=https://evil.example',
  '%00=x',
  'scope=%FF',
  `x=${'x'.repeat(5000)}`,
  Array.from({ length: 200 }, (_, i) => `p${i}=x`).join('&'),
])('a callback with the additional parameter %.40s causes no failure (OAU-11)', async (more) => {
  const { visitor, callbackUrl } = await setup.authorize();
  const answer = await setup.finishCallback({ visitor, callbackUrl: new URL(`${callbackUrl.href}&${more}`) });
  expect([200, 403, 422]).toContain(answer.status);
  expect(JSON.stringify([answer.body, ...answer.headers])).not.toContain('evil');
});

describe('the issuer of a callback', () => {
  test.each<[string, (answer: URLSearchParams) => void]>([
    ['from another issuer', (answer) => answer.set('iss', 'https://accounts.google.com')],
    ['from an issuer with a different spelling', (answer) => answer.set('iss', `${setup.provider.issuer}/`)],
    ['without a code', (answer) => answer.delete('code')],
  ])('a callback %s is refused (OAU-7)', async (_name, changeRedirect) => {
    await expectUntrustworthy({ changeRedirect });
  });

  test('a callback without iss is refused if the metadata announces the parameter (OAU-7)', async () => {
    const { issuer } = setup.provider;
    const own = `${issuer}/naming`;
    const metadata = {
      issuer: own,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      authorization_response_iss_parameter_supported: true,
    };
    const behaviour: Behaviour = {
      ...withClaims({ iss: own, sub: randomUUID(), email: newEmail() }),
      paths: {
        '/naming/.well-known/openid-configuration': (_request, response) =>
          response.setHeader('content-type', 'application/json').end(JSON.stringify(metadata)),
      },
    };
    setup.provider.setBehaviour(behaviour);
    expect(refusal(await setup.signIn('naming'))).toEqual([403, 'untrustworthy_answer']);
    setup.provider.setBehaviour({ ...behaviour, changeRedirect: (answer) => answer.set('iss', own) });
    expect(await setup.signIn('naming')).toMatchObject({ status: 200 });
  });

  test('a callback with the correct issuer is accepted (OAU-7)', async () => {
    setup.provider.setBehaviour({ changeRedirect: (answer) => answer.set('iss', setup.provider.issuer) });
    expect(await setup.signIn()).toMatchObject({ status: 200 });
  });
});

describe('the answer of the token endpoint', () => {
  test.each<[string, number, Record<string, unknown>]>([
    ['invalid_grant', 400, { error: 'invalid_grant', error_description: PROVIDER_TEXT }],
    ['invalid_client', 400, { error: 'invalid_client' }],
    ['an error with status 200', 200, { error: 'bad_verification_code' }],
    ['no ID token', 200, { access_token: 'a', token_type: 'bearer' }],
    ['no access token', 200, { token_type: 'bearer' }],
    ['numbers for tokens', 200, { access_token: 1, token_type: 'bearer', id_token: 2 }],
  ])('a token answer with %s is refused (OAU-8)', async (_name, status, body) => {
    await expectUntrustworthy({ tokens: { status, body } });
  });
});
