import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newEmail, createVerifiedAccount } from '../../support/clients/accounts.js';
import type { Answer, Json } from '../../support/server/credence.js';
import type { Claims } from '../../support/federation/hostile-provider.js';
import { codeAt } from '../../support/domain/totp-codes.js';
import { refusal } from '../../support/clients/refusals.js';
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

beforeAll(async () => {
  setup = await startCredenceWithHostileProvider(
    { sub: 'mallory' },
    {
      environment: (issuer) => ({
        GOOGLE_CLIENT_ID: 'ours-google',
        GOOGLE_CLIENT_SECRET: OUR_CLIENT.client_secret,
        GOOGLE_ISSUER: issuer,
        GOOGLE_APP_CLIENT_IDS: 'ios-app, android-app',
      }),
    },
  );
});

afterAll(async () => {
  const output = setup.credence.output();
  await setup.stop();
  expect(output).not.toMatch(/"level":(50|60)/);
});

const now = () => Math.floor(Date.now() / 1000);
const person = () => ({ sub: randomUUID(), email: newEmail(), email_verified: true });

/** Returns the claims of an ID token for the app `our-app`. */
function claimsOf(claims: Claims): Claims {
  return {
    iss: setup.provider.issuer,
    aud: 'our-app',
    iat: now(),
    exp: now() + HOUR,
    ...person(),
    ...claims,
  };
}

const tokenOf = (claims: Claims) =>
  signToken(claimsOf(claims), { alg: 'RS256', key: setup.provider.key(), kid: setup.provider.key().kid });

const present = async (idToken: string, nonce: string, provider = 'hostile') =>
  await setup.credence.call('POST', `/oauth/${provider}/id-token`, { body: { id_token: idToken, nonce } });

const hash = (nonce: string) => createHash('sha256').update(nonce);

test('an app signs a user in with an ID token of the provider (OAU-14)', async () => {
  const ada = person();
  const nonce = randomUUID();
  const first = await present(tokenOf({ ...ada, nonce }), nonce);
  expect(first).toMatchObject({ status: 200, body: { email: ada.email, is_verified: true } });
  const secondNonce = randomUUID();
  const second = await present(tokenOf({ ...ada, nonce: secondNonce }), secondNonce);
  expect(second.body.user_id).toBe(first.body.user_id);
});

test('an app signs nobody in without the second factor of the account (MFA-12)', async () => {
  const ada = person();
  const sign = async () => {
    const nonce = randomUUID();
    return await present(tokenOf({ ...ada, nonce }), nonce);
  };
  const { access_token: token } = (await sign()).body;
  const post = async (path: string, body: object) =>
    (await setup.credence.call('POST', path, { body, token })) as Answer & {
      readonly body: Json & { readonly secret: string; readonly enrolment_token: string };
    };
  const { secret, enrolment_token } = (await post('/auth/factors/totp', {})).body;
  const code = codeAt(new Date(), secret);
  expect((await post('/auth/factors/totp/confirm', { enrolment_token, code })).status).toBe(201);
  expect(refusal(await sign())).toEqual([403, 'mfa_required']);
});

test.each<[string, (nonce: string) => string]>([
  ['in hexadecimal', (nonce) => hash(nonce).digest('hex')],
  ['in base64url', (nonce) => hash(nonce).digest('base64url')],
])('an ID token with the hash of the nonce %s is accepted (OAU-14)', async (_name, hashed) => {
  const nonce = randomUUID();
  expect(await present(tokenOf({ nonce: hashed(nonce) }), nonce)).toMatchObject({ status: 200 });
});

test.each(['ours-google', 'ios-app', 'android-app'])(
  'an ID token for the client %s is accepted from Google and refused from other providers (OAU-14)',
  async (aud) => {
    const nonce = randomUUID();
    const token = tokenOf({ aud, azp: 'android-app', nonce });
    expect(refusal(await present(token, nonce, 'hostile'))).toEqual([403, 'untrustworthy_answer']);
    expect(await present(token, nonce, 'google')).toMatchObject({ status: 200 });
  },
);

describe('an ID token from an app', () => {
  test.each<[string, Claims]>([
    ['for another client', { aud: 'theirs' }],
    ['without an audience', { aud: undefined }],
    ['for several audiences without an authorized party', { aud: ['our-app', 'theirs'] }],
    ['for several audiences and another authorized party', { aud: ['our-app', 'theirs'], azp: 'theirs' }],
    ['for this app and another authorized party', { azp: 'theirs' }],
    ['of another issuer', { iss: 'https://accounts.google.com' }],
    ['that has expired', { iat: now() - 2 * HOUR, exp: now() - HOUR }],
    ['issued in the future', { iat: now() + HOUR, exp: now() + 2 * HOUR }],
    ['issued two days ago and not expired', { iat: now() - 48 * HOUR }],
    ['with another nonce', { nonce: randomUUID() }],
    ['without a nonce', { nonce: undefined }],
    ['with a list as its nonce', { nonce: ['one'] }],
    ['without a subject', { sub: undefined }],
    ['with a number as its subject', { sub: 42 }],
  ])('an ID token %s is refused and appends no event (OAU-14)', async (_name, claims) => {
    const nonce = 'nonce-of-the-app';
    const head = await setup.head();
    const series = 'credence_oauth_answers_total{provider="hostile",outcome="untrustworthy_answer"}';
    const before = (await readMetric(setup.credence, series)) ?? 0;
    const answer = await present(tokenOf({ nonce, ...claims }), nonce);
    expect(refusal(answer)).toEqual([403, 'untrustworthy_answer']);
    expect(await readMetric(setup.credence, series)).toBe(before + 1);
    expect(await setup.eventsSince(head)).toEqual([]);
  });

  test.each<[string, (claims: Claims) => string]>([
    ['without a signature', (claims) => signToken(claims, { alg: 'none' })],
    [
      'signed with the client secret',
      (claims) => signToken(claims, { alg: 'HS256', secret: OUR_CLIENT.client_secret }),
    ],
    [
      'signed with another key',
      (claims) => signToken(claims, { alg: 'RS256', key: OTHER_KEY, kid: setup.provider.key().kid }),
    ],
    ['with invalid encoding', () => 'none'],
  ])('an ID token %s is refused (OAU-14)', async (_name, sign) => {
    const nonce = randomUUID();
    expect(refusal(await present(sign(claimsOf({ nonce })), nonce))).toEqual([403, 'untrustworthy_answer']);
  });

  test('an ID token for an unknown provider is refused (OAU-14)', async () => {
    const answer = await present(tokenOf({}), randomUUID(), 'nobody');
    expect(refusal(answer)).toEqual([404, 'unknown_provider']);
  });

  test('a second use of an ID token is refused (OAU-14)', async () => {
    const nonce = randomUUID();
    const token = tokenOf({ nonce });
    expect(await present(token, nonce)).toMatchObject({ status: 200 });
    expect(refusal(await present(token, nonce))).toEqual([403, 'untrustworthy_answer']);
  });

  test('the nonce of a sign-in by a browser is refused, before and after its callback (OAU-14)', async () => {
    const pending = await setup.authorize();
    const nonce = setup.provider.lastRequests.authorization.get('nonce') ?? '';
    expect(refusal(await present(tokenOf({ nonce }), nonce))).toEqual([403, 'untrustworthy_answer']);
    // The sign-in reaches its end: this person has no address.
    expect(refusal(await setup.finishCallback(pending))).toEqual([403, 'email_missing']);
    expect(refusal(await present(tokenOf({ nonce }), nonce))).toEqual([403, 'untrustworthy_answer']);
  });

  test('HEAD on a callback signs nobody in and leaves the state usable (OAU-14)', async () => {
    const pending = await setup.authorize();
    const { visitor, callbackUrl } = pending;
    const headers = { cookie: visitor.cookies(callbackUrl.origin) };
    const head = await fetch(callbackUrl, { method: 'HEAD', headers });
    expect(head.status).toBe(405);
    expect(head.headers.get('Allow')).toBe('GET, POST');
    // The sign-in reaches its end: this person has no address.
    expect(refusal(await setup.finishCallback(pending))).toEqual([403, 'email_missing']);
  });

  test('exactly one of several concurrent uses of an ID token succeeds (OAU-14)', async () => {
    const nonce = randomUUID();
    const token = tokenOf({ nonce });
    const answers = await Promise.all(Array.from({ length: 4 }, () => present(token, nonce)));
    expect(answers.map(({ status }: Answer) => status).sort()).toEqual([200, 403, 403, 403]);
  });

  test.each(['hex', 'base64url'] as const)(
    'a second use of an ID token, with its hashed nonce in %s, is refused (OAU-14)',
    async (encoding) => {
      const nonce = randomUUID();
      const hashed = hash(nonce).digest(encoding);
      const token = tokenOf({ nonce: hashed });
      expect(await present(token, nonce)).toMatchObject({ status: 200 });
      expect(refusal(await present(token, hashed))).toEqual([403, 'untrustworthy_answer']);
    },
  );

  test('an unverified address is refused in the same way for registered and free addresses (OAU-14)', async () => {
    const account = await createVerifiedAccount(setup.credence);
    const presentWith = async (email: string): Promise<Json> => {
      const nonce = randomUUID();
      const answer = await present(tokenOf({ email, email_verified: 'true', nonce }), nonce);
      expect(refusal(answer)).toEqual([403, 'email_unverified']);
      return { ...answer.body, request_id: '' };
    };
    expect(await presentWith(account.email)).toEqual(await presentWith(newEmail()));
  });
});
