import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  base64url,
  CompactSign,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  SignJWT,
} from 'jose';
import type { JWTHeaderParameters, JWTPayload } from 'jose';
import { linkTokens } from '../../../src/security/tokens/link-tokens.js';
import type { SigningKey } from '../../../src/security/tokens/signing-keys.js';
import { resetToken, signedInAccount } from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import { SECRET_KEY, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { stolenSigningKey } from '../../support/domain/signing-keys.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';
import { anEventId, aUserId } from '../../support/domain/ids.js';

let stores: TestStores;
let credence: Credence;
let ada: SignedInAccount;
let key: SigningKey;
let header: JWTHeaderParameters;
let claims: JWTPayload;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence(stores.environment);
  ada = await signedInAccount(credence);
  key = await stolenSigningKey(stores);
  header = decodeProtectedHeader(ada.token) as JWTHeaderParameters;
  claims = decodeJwt(ada.token);
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

const now = () => Math.floor(Date.now() / 1000);
const json = (value: unknown) => base64url.encode(JSON.stringify(value));

async function statusOf(token: string): Promise<number> {
  return (await credence.call('GET', '/auth/me', { token })).status;
}

/** A token by the service's own key, right in everything that is not changed here. */
async function forged(
  changedClaims: Record<string, unknown> = {},
  changedHeader: Record<string, unknown> = {},
): Promise<string> {
  const payload = Object.fromEntries(
    Object.entries({ ...claims, ...changedClaims }).filter(([, value]) => value !== undefined),
  );
  return await new SignJWT(payload).setProtectedHeader({ ...header, ...changedHeader }).sign(key.sign);
}

test('the tokens forged here are taken as long as nothing is changed', async () => {
  expect(await statusOf(await forged())).toBe(200);
});

describe('TOK-1 only the one algorithm counts:', () => {
  test.each(['none', 'None', 'nOnE', ''])('"%s" is refused', async (alg) => {
    const [, payload = '', signature = ''] = ada.token.split('.');
    expect(await statusOf(`${json({ ...header, alg })}.${payload}.${signature}`)).toBe(401);
    expect(await statusOf(`${json({ ...header, alg })}.${payload}.`)).toBe(401);
  });

  test('the public key is no secret', async () => {
    const pem = key.verify.export({ type: 'spki', format: 'pem' });
    const raw = Buffer.from((await exportJWK(key.verify)).x ?? '', 'base64url');
    for (const secret of [Buffer.from(pem), raw]) {
      const token = await new SignJWT(claims).setProtectedHeader({ ...header, alg: 'HS256' }).sign(secret);
      expect(await statusOf(token)).toBe(401);
    }
  });

  test.each(['ES256', 'RS256', 'PS256', 'EdDSA'])('another key with %s is refused', async (alg) => {
    const { privateKey } = await generateKeyPair(alg);
    expect(
      await statusOf(await new SignJWT(claims).setProtectedHeader({ ...header, alg }).sign(privateKey)),
    ).toBe(401);
  });
});

test('TOK-2 a key that the token brings along is neither used nor fetched', async () => {
  const asked: string[] = [];
  const trap = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end('{"keys":[]}');
  });
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
  const address = trap.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/keys`;
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  const jwk = await exportJWK(publicKey);
  const hostile = [
    { jwk },
    { jku: url },
    { x5u: url },
    { x5c: [Buffer.from('certificate').toString('base64')] },
    { kid: '../../../../dev/null' },
    { kid: "' union select 'x" },
    { kid: '' },
    { kid: randomUUID() },
    { crit: ['b64'], b64: true },
  ];
  for (const extra of hostile) {
    const token = await new SignJWT(claims).setProtectedHeader({ ...header, ...extra }).sign(privateKey);
    expect([extra, await statusOf(token)]).toEqual([extra, 401]);
  }
  trap.close();
  expect(asked).toEqual([]);
});

describe('TOK-3 the type', () => {
  test.each(['AT+JWT', 'application/at+jwt'])('may be written as %s', async (typ) => {
    expect(await statusOf(await forged({}, { typ }))).toBe(200);
  });

  test.each(['JWT', 'rt+jwt', 'dpop+jwt', 'logout+jwt', 'at+jwt ', '', undefined])(
    'may not be %p',
    async (typ) => {
      expect(await statusOf(await forged({}, { typ }))).toBe(401);
    },
  );

  test('keeps access tokens and link tokens apart', async () => {
    const link = linkTokens(SECRET_KEY).issue('verify-email', {
      userId: aUserId(ada.userId),
      eventId: anEventId(),
    });
    expect(await statusOf(link)).toBe(401);
    expect(await statusOf(await resetToken(credence, ada.email))).toBe(401);
    for (const path of ['/auth/verify-email', '/auth/confirm-email']) {
      const answer = await credence.call('POST', path, { body: { token: ada.token.slice(0, 512) } });
      expect(answer.status).toBe(410);
    }
  });
});

describe('TOK-4 the claims', () => {
  test.each(['iss', 'aud', 'exp', 'iat', 'sub', 'jti', 'sid'])('must have %s', async (name) => {
    expect(await statusOf(await forged({ [name]: undefined }))).toBe(401);
  });

  test.each([
    ['another issuer', { iss: 'https://evil.example.com' }],
    ['another audience', { aud: 'https://evil.example.com' }],
    ['a subject that is nobody’s id', { sub: 'admin' }],
    ['a subject in a list', { sub: ['a'] }],
    ['an end in words', { exp: 'never' }],
    ['a session without an id', { sid: '' }],
  ])('may not name %s', async (_name, changed) => {
    expect(await statusOf(await forged(changed))).toBe(401);
  });
});

test.each([
  ['ended more than a minute ago', () => ({ iat: now() - 500, exp: now() - 61 })],
  ['starts in more than a minute', () => ({ nbf: now() + 61 })],
  ['was made more than a minute from now', () => ({ iat: now() + 61, exp: now() + 600 })],
  ['would live for ever', () => ({ iat: now() - 7200, exp: now() + 1e9 })],
])('TOK-5 a token that %s is refused', async (_name, changed) => {
  expect(await statusOf(await forged(changed()))).toBe(401);
});

test('TOK-6 a token has one spelling', async () => {
  const [head = '', payload = '', signature = ''] = ada.token.split('.');
  // An Ed25519 signature leaves four bits of its last character unused.
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet[alphabet.indexOf(signature.slice(-1)) ^ 1] ?? '';
  const spellings = [
    `${head}.${payload}.${signature}=`,
    `${head}.${payload}.${signature}==`,
    `${head}=.${payload}.${signature}`,
    `${head}.${payload}.${signature.slice(0, -1)}${last}`,
    `${head}.${payload}.${signature}.`,
    `${head}..${payload}.${signature}`,
    `${head}.${payload} .${signature}`,
    `${head}.${payload}.${Buffer.from(signature, 'base64url').toString('base64')}`,
  ];
  for (const spelling of spellings) expect([spelling, await statusOf(spelling)]).toEqual([spelling, 401]);
});

test('TOK-10 the key set is public, complete and may be cached', async () => {
  const { body, headers } = await credence.call('GET', '/.well-known/jwks.json');
  const { keys } = body as unknown as { keys: Record<string, string>[] };
  expect(keys).toEqual([
    { kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid: header.kid, alg: 'EdDSA', use: 'sig' },
  ]);
  expect(headers.get('cache-control')).toMatch(/max-age=\d+/);
});

test('TOK-11 a token says who and how, and nothing personal', () => {
  const known = ['amr', 'aud', 'auth_time', 'client_id', 'exp', 'iat', 'iss', 'jti', 'sid', 'sub', 'ur'];
  expect(Object.keys(claims).filter((name) => !known.includes(name))).toEqual([]);
  expect(JSON.stringify(claims)).not.toContain(ada.email);
});

test('TOK-13 a token counts in its header only', async () => {
  for (const query of [
    `access_token=${ada.token}`,
    `token=${ada.token}`,
    `authorization=Bearer%20${ada.token}`,
  ]) {
    expect((await credence.call('GET', `/auth/me?${query}`)).status).toBe(401);
  }
  const cookie = { cookie: `access_token=${ada.token}; __Host-session=${ada.token}` };
  expect((await credence.call('GET', '/auth/me', { headers: cookie })).status).toBe(401);
});

test.each(['[]', '"text"', 'null', '1', 'true', '{}', '{"exp":', ''])(
  'TOK-14 a signed token that holds %s is refused',
  async (payload) => {
    const token = await new CompactSign(Buffer.from(payload)).setProtectedHeader(header).sign(key.sign);
    expect(await statusOf(token)).toBe(401);
  },
);
