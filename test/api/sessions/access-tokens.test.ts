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
import { requestResetToken, createSignedInAccount } from '../../support/clients/accounts.js';
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
  ada = await createSignedInAccount(credence);
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

/** Signs a token with the service's own key. It is valid except for the given changes. */
async function forgeToken(
  changedClaims: Record<string, unknown> = {},
  changedHeader: Record<string, unknown> = {},
): Promise<string> {
  const payload = Object.fromEntries(
    Object.entries({ ...claims, ...changedClaims }).filter(([, value]) => value !== undefined),
  );
  return await new SignJWT(payload).setProtectedHeader({ ...header, ...changedHeader }).sign(key.sign);
}

test('a forged token without changes is accepted, so the changes cause the refusals below', async () => {
  expect(await statusOf(await forgeToken())).toBe(200);
});

describe('the algorithm of an access token', () => {
  test.each(['none', 'None', 'nOnE', ''])(
    'an access token with the algorithm "%s" is refused (TOK-1)',
    async (alg) => {
      const [, payload = '', signature = ''] = ada.token.split('.');
      expect(await statusOf(`${json({ ...header, alg })}.${payload}.${signature}`)).toBe(401);
      expect(await statusOf(`${json({ ...header, alg })}.${payload}.`)).toBe(401);
    },
  );

  test('an HS256 token signed with the public key is refused (TOK-1)', async () => {
    const pem = key.verify.export({ type: 'spki', format: 'pem' });
    const raw = Buffer.from((await exportJWK(key.verify)).x ?? '', 'base64url');
    for (const secret of [Buffer.from(pem), raw]) {
      const token = await new SignJWT(claims).setProtectedHeader({ ...header, alg: 'HS256' }).sign(secret);
      expect(await statusOf(token)).toBe(401);
    }
  });

  test.each(['ES256', 'RS256', 'PS256', 'EdDSA'])(
    'an access token signed by a foreign key with %s is refused (TOK-1)',
    async (alg) => {
      const { privateKey } = await generateKeyPair(alg);
      expect(
        await statusOf(await new SignJWT(claims).setProtectedHeader({ ...header, alg }).sign(privateKey)),
      ).toBe(401);
    },
  );
});

test('a key in the header of an access token is neither used nor fetched (TOK-2)', async () => {
  const requests: string[] = [];
  const keyServer = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.end('{"keys":[]}');
  });
  await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve));
  const address = keyServer.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/keys`;
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
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
  keyServer.close();
  expect(requests).toEqual([]);
});

describe('the type of an access token', () => {
  test.each(['AT+JWT', 'application/at+jwt'])(
    'an access token with the type %s is accepted (TOK-3)',
    async (typ) => {
      expect(await statusOf(await forgeToken({}, { typ }))).toBe(200);
    },
  );

  test.each(['JWT', 'rt+jwt', 'dpop+jwt', 'logout+jwt', 'at+jwt ', '', undefined])(
    'an access token with the type %p is refused (TOK-3)',
    async (typ) => {
      expect(await statusOf(await forgeToken({}, { typ }))).toBe(401);
    },
  );

  test('link tokens are refused as access tokens, and access tokens as link tokens (TOK-3)', async () => {
    const link = linkTokens(SECRET_KEY).issue('verify-email', {
      userId: aUserId(ada.userId),
      eventId: anEventId(),
    });
    expect(await statusOf(link)).toBe(401);
    expect(await statusOf(await requestResetToken(credence, ada.email))).toBe(401);
    for (const path of ['/auth/verify-email', '/auth/confirm-email']) {
      const answer = await credence.call('POST', path, { body: { token: ada.token.slice(0, 512) } });
      expect(answer.status).toBe(410);
    }
  });
});

describe('the claims of an access token', () => {
  test.each(['iss', 'aud', 'exp', 'iat', 'sub', 'jti', 'sid'])(
    'an access token without the claim %s is refused (TOK-4)',
    async (name) => {
      expect(await statusOf(await forgeToken({ [name]: undefined }))).toBe(401);
    },
  );

  test.each([
    ['another issuer', { iss: 'https://evil.example.com' }],
    ['another audience', { aud: 'https://evil.example.com' }],
    ['a subject that is not a user id', { sub: 'admin' }],
    ['a list of subjects', { sub: ['a'] }],
    ['an expiry that is not a number', { exp: 'never' }],
    ['an empty session id', { sid: '' }],
  ])('an access token with %s is refused (TOK-4)', async (_name, changed) => {
    expect(await statusOf(await forgeToken(changed))).toBe(401);
  });
});

test.each([
  ['expired more than a minute ago', () => ({ iat: now() - 500, exp: now() - 61 })],
  ['becomes valid in more than a minute', () => ({ nbf: now() + 61 })],
  ['was issued more than a minute in the future', () => ({ iat: now() + 61, exp: now() + 600 })],
  ['expires in decades', () => ({ iat: now() - 7200, exp: now() + 1e9 })],
])('an access token that %s is refused (TOK-5)', async (_name, changed) => {
  expect(await statusOf(await forgeToken(changed()))).toBe(401);
});

test('an access token in another encoding is refused (TOK-6)', async () => {
  const [head = '', payload = '', signature = ''] = ada.token.split('.');
  // The last Base64 character of an ES256 signature has four unused bits.
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet[alphabet.indexOf(signature.slice(-1)) ^ 1] ?? '';
  const variants = [
    `${head}.${payload}.${signature}=`,
    `${head}.${payload}.${signature}==`,
    `${head}=.${payload}.${signature}`,
    `${head}.${payload}.${signature.slice(0, -1)}${last}`,
    `${head}.${payload}.${signature}.`,
    `${head}..${payload}.${signature}`,
    `${head}.${payload} .${signature}`,
    `${head}.${payload}.${Buffer.from(signature, 'base64url').toString('base64')}`,
  ];
  for (const variant of variants) expect([variant, await statusOf(variant)]).toEqual([variant, 401]);
});

test('the key set is public, complete and cacheable (TOK-10)', async () => {
  const { body, headers } = await credence.call('GET', '/.well-known/jwks.json');
  const { keys } = body as unknown as { keys: Record<string, string>[] };
  expect(keys).toEqual([
    {
      kty: 'EC',
      crv: 'P-256',
      x: expect.any(String),
      y: expect.any(String),
      kid: header.kid,
      alg: 'ES256',
      use: 'sig',
    },
  ]);
  expect(headers.get('cache-control')).toMatch(/max-age=\d+/);
});

test('an access token contains no personal data (TOK-11)', () => {
  const allowed = [
    'acr',
    'amr',
    'aud',
    'auth_time',
    'client_id',
    'exp',
    'iat',
    'iss',
    'jti',
    'sid',
    'sub',
    'ur',
  ];
  expect(Object.keys(claims).filter((name) => !allowed.includes(name))).toEqual([]);
  expect(JSON.stringify(claims)).not.toContain(ada.email);
});

test('an access token is accepted only in the Authorization header (TOK-13)', async () => {
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
  'a signed access token with the payload %s is refused (TOK-14)',
  async (payload) => {
    const token = await new CompactSign(Buffer.from(payload)).setProtectedHeader(header).sign(key.sign);
    expect(await statusOf(token)).toBe(401);
  },
);
