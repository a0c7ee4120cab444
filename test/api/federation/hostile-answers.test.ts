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

let us: CredenceWithHostileProvider;
let account: Account;

beforeAll(async () => {
  us = await startCredenceWithHostileProvider(
    { sub: 'mallory', email: newEmail(), email_verified: true },
    { providers: (issuer) => ({ naming: { ...OUR_CLIENT, issuer: `${issuer}/naming` } }) },
  );
  account = await createVerifiedAccount(us.credence);
  await signIn(us.credence, account.email);
});

afterEach(() => us.provider.setBehaviour({}));

afterAll(async () => {
  const { pid } = us.credence.process;
  try {
    expect(us.credence.output()).not.toMatch(/"level":(50|60)/);
    expect(us.credence.output()).not.toContain(OUR_CLIENT.client_secret);
    expect(us.credence.output()).not.toMatch(/eyJ[\w-]{9}/);
    expect(await signIn(us.credence, account.email, PASSWORD)).toMatchObject({ status: 200 });
    expect(us.credence.process).toMatchObject({ pid, exitCode: null });
  } finally {
    await us.stop();
  }
});

const now = () => Math.floor(Date.now() / 1000);
const counted = async (outcome: string) =>
  (await readMetric(us.credence, `credence_oauth_answers_total{provider="hostile",outcome="${outcome}"}`)) ??
  0;

/** Comes back from a provider that behaves like this, which must be counted and leave only these events. */
async function refused(behaviour: Behaviour, outcome: string, events: string[] = []): Promise<Answer> {
  us.provider.setBehaviour(behaviour);
  const [head, before] = [await us.head(), await counted(outcome)];
  const answer = await us.signIn();
  expect(await counted(outcome)).toBe(before + 1);
  expect((await us.eventsSince(head)).map(({ type }) => type)).toEqual(events);
  expect(answer.headers.getSetCookie()).toEqual([]);
  return answer;
}

const untrustworthy = async (behaviour: Behaviour) =>
  expect(refusal(await refused(behaviour, 'untrustworthy_answer'))).toEqual([403, 'untrustworthy_answer']);

const saying = (claims: Claims) => ({ claims: (honest: Claims) => ({ ...honest, ...claims }) });

test('OAU-5 what is asked has a state, a nonce and a challenge, and the verifier that belongs to it', async () => {
  expect(await us.signIn()).toMatchObject({ status: 200 });
  const { authorization, token } = us.provider.lastRequests;
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
  const { authorization: first } = us.provider.lastRequests;
  await us.signIn();
  const { authorization: second } = us.provider.lastRequests;
  for (const name of ['state', 'nonce', 'code_challenge']) expect(second.get(name)).not.toBe(first.get(name));
});

describe('OAU-6 an ID token is refused whose nonce', () => {
  test.each<[string, Behaviour]>([
    ['is another', saying({ nonce: randomUUID() })],
    ['is missing', saying({ nonce: undefined })],
    ['is empty', saying({ nonce: '' })],
    ['is null', saying({ nonce: null })],
    ['is a list of the right one', { claims: (honest) => ({ ...honest, nonce: [honest['nonce']] }) }],
  ])('%s', async (_what, behaviour) => {
    await untrustworthy(behaviour);
  });

  test('is that of an earlier sign-in', async () => {
    await us.signIn();
    await untrustworthy(saying({ nonce: us.provider.lastRequests.authorization.get('nonce') }));
  });
});

describe('OAU-8 an ID token is refused', () => {
  test.each<[string, Claims]>([
    ['of another issuer', { iss: 'https://accounts.google.com' }],
    ['of an issuer that is spelled otherwise', { iss: 'http://127.0.0.1' }],
    ['of no issuer', { iss: undefined }],
    ['for another client', { aud: 'theirs' }],
    ['for an app of ours, which has its own way in', { aud: 'our-app' }],
    ['for nobody', { aud: undefined }],
    ['for several clients, without a word which has asked', { aud: ['ours', 'theirs'] }],
    ['for several clients, of which another has asked', { aud: ['ours', 'theirs'], azp: 'theirs' }],
    ['for us, for which another has asked', { azp: 'theirs' }],
    ['that has expired', { iat: now() - 2 * HOUR, exp: now() - HOUR }],
    ['that never expires', { exp: undefined }],
    ['whose end is a text', { exp: String(now() + HOUR) }],
    ['of the future', { iat: now() + HOUR, exp: now() + 2 * HOUR }],
    ['of no time', { iat: undefined }],
    ['of the day before yesterday, however long it lives', { iat: now() - 48 * HOUR, exp: now() + HOUR }],
    ['that counts from later on', { nbf: now() + HOUR }],
  ])('%s', async (_what, claims) => {
    await untrustworthy(saying(claims));
  });

  const publicPem = () =>
    createPublicKey(createPrivateKey({ key: us.provider.key(), format: 'jwk' })).export({
      type: 'spki',
      format: 'pem',
    });
  test.each<[string, (claims: Claims) => string]>([
    ['that nobody has signed', (claims) => signToken(claims, { alg: 'none' })],
    [
      'signed with the public key as a shared secret',
      (claims) => signToken(claims, { alg: 'HS256', secret: publicPem(), kid: us.provider.key().kid }),
    ],
    [
      'signed with our own secret',
      (claims) => signToken(claims, { alg: 'HS256', secret: OUR_CLIENT.client_secret }),
    ],
    [
      'signed with a key that the provider does not publish',
      (claims) => signToken(claims, { alg: 'RS256', key: OTHER_KEY, kid: 'unknown' }),
    ],
    [
      'signed with another key by the name of theirs',
      (claims) => signToken(claims, { alg: 'RS256', key: OTHER_KEY, kid: us.provider.key().kid }),
    ],
    [
      'changed after it was signed',
      (claims) => {
        const [header, , signature] = signToken(claims, {
          alg: 'RS256',
          key: us.provider.key(),
          kid: us.provider.key().kid,
        }).split('.');
        const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'alice' })).toString('base64url');
        return [header, changed, signature].join('.');
      },
    ],
    ['that is none', () => 'ey.ey.ey'],
    ['that is empty', () => ''],
  ])('%s', async (_what, idToken) => {
    await untrustworthy({ idToken });
  });

  test('when what is said elsewhere is about somebody else', async () => {
    await untrustworthy({
      ...saying({ email: undefined }),
      userinfo: { sub: 'alice', email: newEmail(), email_verified: true },
    });
  });

  test('but not for a key that was published since the browser set off', async () => {
    await us.signIn();
    const returning = await us.authorize();
    await us.provider.rotateKeys();
    expect(await us.finishCallback(returning)).toMatchObject({ status: 200 });
  });
});

describe('OAU-1 an identity has to have a subject, which is no', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['empty text', ''],
    ['number', 42],
    ['boolean', true],
    ['list', ['mallory']],
    ['object', { toString: 'mallory' }],
    ['300 characters', 'm'.repeat(300)],
    ['text with NUL', 'mal\0lory'],
    ['text with a line break', 'mallory\r\n'],
    ['broken Unicode', 'mallory\ud800'],
  ])('%s', async (_what, sub) => {
    await untrustworthy(saying({ sub }));
  });
});

describe('OAU-2 an address that the provider has not verified', () => {
  test.each<[string, unknown]>([
    ['false', false],
    ['"true"', 'true'],
    ['1', 1],
    ['null', null],
    ['a list', [true]],
    ['missing', undefined],
  ])('opens, enters and links nothing, and tells nothing of accounts: %s', async (_what, verified) => {
    const by = (email: string, event: string) =>
      refused(saying({ sub: randomUUID(), email, email_verified: verified }), 'email_unverified', [event]);
    const ofNobody = await by(newEmail(), 'SignUpOffered');
    expect(refusal(ofNobody)).toEqual([403, 'email_unverified']);
    expect(comparableAnswer(await by(account.email, 'SignUpRepeated'))).toEqual(comparableAnswer(ofNobody));
  });

  test('is not verified by what is said of it elsewhere', async () => {
    const sub = randomUUID();
    const answer = await refused(
      {
        ...saying({ sub, email: undefined, email_verified: true }),
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
    ['of two lines', 'ada@example.com\r\nBcc: eve@example.com'],
    ['of two people', 'ada@example.com,eve@example.com'],
    ['no address', 'ada'],
  ])('is not made up: %s', async (_what, email) => {
    const sub = randomUUID();
    const said = { ...saying({ sub, email }), userinfo: { sub } };
    expect(refusal(await refused(said, 'email_missing'))).toEqual([403, 'email_missing']);
  });
});

const WORDS = '<script>alert(1)</script>';

describe('OAU-11 an answer that is an error is told in our words:', () => {
  const back = (parameters: Record<string, string>) => ({
    changeRedirect(answer: URLSearchParams) {
      answer.delete('code');
      for (const [name, value] of Object.entries(parameters)) answer.set(name, value);
    },
  });

  test.each<[error: string, status: number, code: string]>([
    ['access_denied', 403, 'provider_denied'],
    ['server_error', 503, 'provider_unavailable'],
    ['temporarily_unavailable', 503, 'provider_unavailable'],
    ['invalid_scope', 403, 'untrustworthy_answer'],
    [WORDS, 403, 'untrustworthy_answer'],
  ])('%s', async (error, status, code) => {
    const answer = await refused(
      back({ error, error_description: WORDS, error_uri: 'https://evil.example/' }),
      code,
    );
    expect(refusal(answer)).toEqual([status, code]);
    expect(answer.headers.has('retry-after')).toBe(status === 503);
    expect(JSON.stringify([answer.body, ...answer.headers])).not.toMatch(/script|evil/);
  });

  test('also to the front end that the browser is sent to', async () => {
    us.provider.setBehaviour(back({ error: 'access_denied', error_description: WORDS }));
    const returning = await us.authorize('hostile', `?return_to=${encodeURIComponent(us.credence.url)}`);
    const { url } = await returning.visitor.visit(returning.callbackUrl.href, {
      stopAt: `${us.credence.url}/?`,
    });
    expect(url.href).toBe(`${us.credence.url}/?error=provider_denied`);
  });

  test('and text of two lines is none', async () => {
    us.provider.setBehaviour(back({ error: 'access_denied', error_description: 'No.\r\nSet-Cookie: a=b' }));
    const answer = await us.signIn();
    expect(refusal(answer)).toEqual([422, 'invalid_input']);
    expect(JSON.stringify([answer.body, ...answer.headers])).not.toContain('a=b');
  });

  test('neither do they reach the log', () => {
    expect(us.credence.output()).not.toMatch(/script|evil|Set-Cookie/);
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
])('OAU-11 whatever else comes with an answer is no trouble of ours: %.40s', async (more) => {
  const { visitor, callbackUrl } = await us.authorize();
  const answer = await us.finishCallback({ visitor, callbackUrl: new URL(`${callbackUrl.href}&${more}`) });
  expect([200, 403, 422]).toContain(answer.status);
  expect(JSON.stringify([answer.body, ...answer.headers])).not.toContain('evil');
});

describe('OAU-7 an answer is refused', () => {
  test.each<[string, (answer: URLSearchParams) => void]>([
    ['of another issuer', (answer) => answer.set('iss', 'https://accounts.google.com')],
    ['of an issuer that is spelled otherwise', (answer) => answer.set('iss', `${us.provider.issuer}/`)],
    ['without a code', (answer) => answer.delete('code')],
  ])('%s', async (_what, changeRedirect) => {
    await untrustworthy({ changeRedirect });
  });

  test('of no issuer where the provider has said that it names itself', async () => {
    const { issuer } = us.provider;
    const own = `${issuer}/naming`;
    const metadata = {
      issuer: own,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      authorization_response_iss_parameter_supported: true,
    };
    const behaviour: Behaviour = {
      ...saying({ iss: own, sub: randomUUID(), email: newEmail() }),
      paths: {
        '/naming/.well-known/openid-configuration': (_request, response) =>
          response.setHeader('content-type', 'application/json').end(JSON.stringify(metadata)),
      },
    };
    us.provider.setBehaviour(behaviour);
    expect(refusal(await us.signIn('naming'))).toEqual([403, 'untrustworthy_answer']);
    us.provider.setBehaviour({ ...behaviour, changeRedirect: (answer) => answer.set('iss', own) });
    expect(await us.signIn('naming')).toMatchObject({ status: 200 });
  });

  test('but not of the issuer itself', async () => {
    us.provider.setBehaviour({ changeRedirect: (answer) => answer.set('iss', us.provider.issuer) });
    expect(await us.signIn()).toMatchObject({ status: 200 });
  });
});

describe('OAU-8 a token endpoint is not believed that answers', () => {
  test.each<[string, number, Record<string, unknown>]>([
    ['that the code is for another', 400, { error: 'invalid_grant', error_description: WORDS }],
    ['that it does not know us', 400, { error: 'invalid_client' }],
    ['an error as if it were none', 200, { error: 'bad_verification_code' }],
    ['no ID token', 200, { access_token: 'a', token_type: 'bearer' }],
    ['no access token', 200, { token_type: 'bearer' }],
    ['numbers for tokens', 200, { access_token: 1, token_type: 'bearer', id_token: 2 }],
  ])('%s', async (_what, status, body) => {
    await untrustworthy({ tokens: { status, body } });
  });
});
