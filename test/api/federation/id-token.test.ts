import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newEmail, createVerifiedAccount } from '../../support/clients/accounts.js';
import type { Answer, Json } from '../../support/server/credence.js';
import type { Claims } from '../../support/federation/hostile-provider.js';
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

let us: CredenceWithHostileProvider;

beforeAll(async () => {
  us = await startCredenceWithHostileProvider(
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
  const output = us.credence.output();
  await us.stop();
  expect(output).not.toMatch(/"level":(50|60)/);
});

const now = () => Math.floor(Date.now() / 1000);
const person = () => ({ sub: randomUUID(), email: newEmail(), email_verified: true });

/** What a provider says to an app by the name of `our-app`. */
function claimsOf(claims: Claims): Claims {
  return {
    iss: us.provider.issuer,
    aud: 'our-app',
    iat: now(),
    exp: now() + HOUR,
    ...person(),
    ...claims,
  };
}

const tokenOf = (claims: Claims) =>
  signToken(claimsOf(claims), { alg: 'RS256', key: us.provider.key(), kid: us.provider.key().kid });

const present = async (idToken: string, nonce: string, provider = 'hostile') =>
  await us.credence.call('POST', `/oauth/${provider}/id-token`, { body: { id_token: idToken, nonce } });

const hash = (nonce: string) => createHash('sha256').update(nonce);

test('OAU-14 an app signs somebody in by the ID token that it has got', async () => {
  const ada = person();
  const nonce = randomUUID();
  const first = await present(tokenOf({ ...ada, nonce }), nonce);
  expect(first).toMatchObject({ status: 200, body: { email: ada.email, is_verified: true } });
  const again = randomUUID();
  expect((await present(tokenOf({ ...ada, nonce: again }), again)).body.user_id).toBe(first.body.user_id);
});

test.each<[string, (nonce: string) => string]>([
  ['in hexadecimal', (nonce) => hash(nonce).digest('hex')],
  ['in base64url', (nonce) => hash(nonce).digest('base64url')],
])('OAU-14 the provider may have got the hash of the nonce %s', async (_form, hashed) => {
  const nonce = randomUUID();
  expect(await present(tokenOf({ nonce: hashed(nonce) }), nonce)).toMatchObject({ status: 200 });
});

test.each(['ours-google', 'ios-app', 'android-app'])(
  'OAU-14 an ID token for %s of GOOGLE_APP_CLIENT_IDS is taken, and at no other provider',
  async (aud) => {
    const nonce = randomUUID();
    const token = tokenOf({ aud, azp: 'android-app', nonce });
    expect(refusal(await present(token, nonce, 'hostile'))).toEqual([403, 'untrustworthy_answer']);
    expect(await present(token, nonce, 'google')).toMatchObject({ status: 200 });
  },
);

describe('OAU-14 an ID token signs nobody in', () => {
  test.each<[string, Claims]>([
    ['for another client', { aud: 'theirs' }],
    ['for nobody', { aud: undefined }],
    ['for several clients, without a word which has asked', { aud: ['our-app', 'theirs'] }],
    ['for several clients, of which another has asked', { aud: ['our-app', 'theirs'], azp: 'theirs' }],
    ['for an app of ours, for which another has asked', { azp: 'theirs' }],
    ['of another issuer', { iss: 'https://accounts.google.com' }],
    ['that has expired', { iat: now() - 2 * HOUR, exp: now() - HOUR }],
    ['of the future', { iat: now() + HOUR, exp: now() + 2 * HOUR }],
    ['of the day before yesterday, however long it lives', { iat: now() - 48 * HOUR }],
    ['of another nonce', { nonce: randomUUID() }],
    ['without a nonce', { nonce: undefined }],
    ['whose nonce is no text', { nonce: ['one'] }],
    ['without a subject', { sub: undefined }],
    ['whose subject is a number', { sub: 42 }],
  ])('%s', async (_what, claims) => {
    const nonce = 'nonce-of-the-app';
    const head = await us.head();
    const series = 'credence_oauth_answers_total{provider="hostile",outcome="untrustworthy_answer"}';
    const before = (await readMetric(us.credence, series)) ?? 0;
    const answer = await present(tokenOf({ nonce, ...claims }), nonce);
    expect(refusal(answer)).toEqual([403, 'untrustworthy_answer']);
    expect(await readMetric(us.credence, series)).toBe(before + 1);
    expect(await us.eventsSince(head)).toEqual([]);
  });

  test.each<[string, (claims: Claims) => string]>([
    ['that nobody has signed', (claims) => signToken(claims, { alg: 'none' })],
    [
      'signed with our own secret',
      (claims) => signToken(claims, { alg: 'HS256', secret: OUR_CLIENT.client_secret }),
    ],
    [
      'signed with another key',
      (claims) => signToken(claims, { alg: 'RS256', key: OTHER_KEY, kid: us.provider.key().kid }),
    ],
    ['that is none', () => 'none'],
  ])('%s', async (_what, sign) => {
    const nonce = randomUUID();
    expect(refusal(await present(sign(claimsOf({ nonce })), nonce))).toEqual([403, 'untrustworthy_answer']);
  });

  test('at a provider that has none', async () => {
    const answer = await present(tokenOf({}), randomUUID(), 'nobody');
    expect(refusal(answer)).toEqual([404, 'unknown_provider']);
  });

  test('twice', async () => {
    const nonce = randomUUID();
    const token = tokenOf({ nonce });
    expect(await present(token, nonce)).toMatchObject({ status: 200 });
    expect(refusal(await present(token, nonce))).toEqual([403, 'untrustworthy_answer']);
  });

  test('twice at once', async () => {
    const nonce = randomUUID();
    const token = tokenOf({ nonce });
    const answers = await Promise.all(Array.from({ length: 4 }, () => present(token, nonce)));
    expect(answers.map(({ status }: Answer) => status).sort()).toEqual([200, 403, 403, 403]);
  });

  test.each(['hex', 'base64url'] as const)(
    'twice, the second time by the hash of the nonce that stands in it in %s',
    async (encoding) => {
      const nonce = randomUUID();
      const hashed = hash(nonce).digest(encoding);
      const token = tokenOf({ nonce: hashed });
      expect(await present(token, nonce)).toMatchObject({ status: 200 });
      expect(refusal(await present(token, hashed))).toEqual([403, 'untrustworthy_answer']);
    },
  );

  test('whose address nobody has verified, and it tells nothing of accounts', async () => {
    const account = await createVerifiedAccount(us.credence);
    const by = async (email: string): Promise<Json> => {
      const nonce = randomUUID();
      const answer = await present(tokenOf({ email, email_verified: 'true', nonce }), nonce);
      expect(refusal(answer)).toEqual([403, 'email_unverified']);
      return { ...answer.body, request_id: '' };
    };
    expect(await by(account.email)).toEqual(await by(newEmail()));
  });
});
