import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import {
  PASSWORD,
  requestResetToken,
  signIn,
  createVerifiedAccount,
} from '../../support/clients/accounts.js';
import type { Account } from '../../support/clients/accounts.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

let stores: TestStores;
let credence: Credence;
let other: Credence;
let ada: Account;
let session: Answer['body'];

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence(stores.environment);
  other = await startCredence({ ...stores.environment, PUBLIC_URL: credence.url }, { role: 'api' });
});

afterAll(async () => {
  await Promise.all([credence.stop(), other.stop()]);
  await stores.dispose();
});

beforeEach(async () => {
  ada = await createVerifiedAccount(credence);
  session = (await signIn(credence, ada.email)).body;
});

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** Sends a form as resource servers do. */
async function send(
  path: string,
  form: Record<string, string> | string,
  { by = credence, token = SERVICE_TOKEN, headers = FORM } = {},
): Promise<Answer> {
  const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
  return await by.call('POST', path, { body, headers, ...(token !== '' && { token }) });
}

const introspect = async (token: string, by = credence) =>
  (await send('/oauth2/introspect', { token }, { by })).body as unknown;
const revoke = async (token: string) => await send('/oauth2/revoke', { token });
const refresh = async (token: string) =>
  await credence.call('POST', '/auth/refresh', { body: { refresh_token: token } });
const statusOf = async (token: string) => (await credence.call('GET', '/auth/me', { token })).status;

async function newApiKey(...scopes: string[]): Promise<{ id: string; key: string }> {
  const body = { name: 'resource server', scopes };
  const answer = await credence.call('POST', '/v1/api-keys', { token: SERVICE_TOKEN, body });
  return answer.body as unknown as { id: string; key: string };
}

const INACTIVE = { active: false };

describe('introspection', () => {
  test('tells of an access token what it says', async () => {
    const { ur: _revision, ...claims } = decodeJwt(session.access_token);
    const { headers, body } = await send('/oauth2/introspect', { token: session.access_token });
    expect(body).toEqual({ active: true, token_type: 'Bearer', ...claims });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('tells of a refresh token, and uses nothing up', async () => {
    const token = session.refresh_token;
    const told = { active: true, token_type: 'refresh_token', sub: ada.userId };
    expect(await introspect(token)).toMatchObject(told);
    expect(await introspect(token)).toMatchObject(told);
    const { status, body } = await refresh(token);
    expect(status).toBe(200);
    expect(await introspect(body.refresh_token)).toMatchObject(told);
    await refresh(body.refresh_token);
    expect(await introspect(token)).toEqual(INACTIVE);
  });

  test('tells of an API key what it may do', async () => {
    const { id, key } = await newApiKey('users:read', 'events:read');
    const scope = 'users:read events:read';
    expect(await introspect(key)).toMatchObject({
      active: true,
      token_type: 'api_key',
      client_id: id,
      scope,
    });
    await credence.call('DELETE', `/v1/api-keys/${id}`, { token: SERVICE_TOKEN });
    expect(await introspect(key)).toEqual(INACTIVE);
  });

  test('TOK-8 knows at once, in every process, what has ended', async () => {
    const elsewhere = (await signIn(credence, ada.email)).body;
    await credence.call('POST', '/auth/logout', { token: session.access_token });
    for (const token of [session.access_token, session.refresh_token]) {
      expect(await introspect(token, other)).toEqual(INACTIVE);
    }
    expect(await introspect(elsewhere.access_token, other)).toMatchObject({ active: true });
    await credence.call('POST', `/v1/users/${ada.userId}/deactivate`, { token: SERVICE_TOKEN });
    for (const token of [elsewhere.access_token, elsewhere.refresh_token]) {
      expect(await introspect(token, other)).toEqual(INACTIVE);
    }
  });

  test('TOK-12 says of anything else that it is not active, and nothing more', async () => {
    const others = [
      'x',
      `${session.access_token}x`,
      SERVICE_TOKEN,
      randomUUID(),
      `crd_${Buffer.alloc(48, 7).toString('base64url')}`,
      await requestResetToken(credence, ada.email),
    ];
    for (const token of others) expect([token, await introspect(token)]).toEqual([token, INACTIVE]);
  });
});

describe('revocation', () => {
  test.each(['access_token', 'refresh_token'] as const)('of an %s ends its session', async (which) => {
    const { status, body } = await revoke(session[which]);
    expect([status, body]).toEqual([200, {}]);
    expect(await statusOf(session.access_token)).toBe(401);
    expect((await refresh(session.refresh_token)).status).toBe(401);
    expect((await revoke(session[which])).status).toBe(200);
  });

  test('of what is no token is no error, and changes nothing', async () => {
    expect((await revoke('x')).status).toBe(200);
    expect(await statusOf(session.access_token)).toBe(200);
  });

  test('does not take API keys', async () => {
    const { key } = await newApiKey('users:read');
    const { status, body } = await revoke(key);
    expect([status, body]).toMatchObject([400, { error: 'unsupported_token_type' }]);
  });
});

describe.each(['/oauth2/introspect', '/oauth2/revoke'])('%s', (path) => {
  test('TOK-12 is for services, and for API keys with its scope', async () => {
    const form = { token: session.access_token };
    const asking = async (token: string) => {
      const { status, headers, body } = await send(path, form, { token });
      return [status, (body as unknown as { error?: string }).error, headers.has('www-authenticate')];
    };
    expect(await asking('')).toEqual([401, 'invalid_client', true]);
    expect(await asking('wrong')).toEqual([401, 'invalid_client', true]);
    expect(await asking(session.access_token)).toEqual([403, 'insufficient_scope', false]);
    expect(await asking((await newApiKey('users:read')).key)).toEqual([403, 'insufficient_scope', false]);
    const allowed = await newApiKey(path.endsWith('revoke') ? 'tokens:revoke' : 'tokens:introspect');
    expect(await asking(allowed.key)).toEqual([200, undefined, false]);
  });

  test.each([
    ['without a token', 'token_type_hint=access_token', FORM],
    ['with an empty token', 'token=', FORM],
    ['with two tokens', 'token=a&token=b', FORM],
    [
      'that is no UTF-8',
      'token=a\u0080',
      { 'content-type': 'application/x-www-form-urlencoded; charset=latin1' },
    ],
    ['of JSON', '{"token":"a"}', { 'content-type': 'application/json' }],
    ['with a NUL in a name', 'token=a&%00=b', FORM],
  ])('refuses a request %s as OAuth does', async (_, form, headers) => {
    const { status, body } = await send(path, form, { headers });
    expect([status, body]).toEqual([
      400,
      { error: 'invalid_request', error_description: expect.any(String) },
    ]);
  });

  test.each([
    ['a NUL', 'token=%00'],
    ['a line break', 'token=a%0Ab'],
    ['bytes that are no text', 'token=%FF'],
    ['no end', `token=${'a'.repeat(60_000)}`],
    ['a hint that is no type', `token=x&token_type_hint=${'%00'.repeat(100)}`],
  ])('TOK-12 takes what has %s for a token that does not count', async (_, form) => {
    const { status, body } = await send(path, form);
    expect([status, body]).toEqual([200, path.endsWith('revoke') ? {} : INACTIVE]);
  });

  test('ignores parameters that it does not know', async () => {
    const form = { token: 'x', token_type_hint: 'nonsense', resource: 'a' };
    expect((await send(path, form)).status).toBe(200);
  });
});

test('discovery names what there is, and may be kept for as long as the keys', async () => {
  const { headers, body } = await credence.call('GET', '/.well-known/openid-configuration');
  const told = body as unknown as Record<string, string>;
  expect(told).toMatchObject({
    issuer: credence.url,
    jwks_uri: `${credence.url}/.well-known/jwks.json`,
    introspection_endpoint: `${credence.url}/oauth2/introspect`,
    revocation_endpoint: `${credence.url}/oauth2/revoke`,
    id_token_signing_alg_values_supported: ['EdDSA'],
  });
  const jwks = await credence.call('GET', new URL(told['jwks_uri'] ?? '').pathname);
  expect(headers.get('cache-control')).toBe('public, max-age=300');
  expect(jwks.headers.get('cache-control')).toBe('public, max-age=300');
  expect(decodeJwt(session.access_token).iss).toBe(told['issuer']);
});

test('LOG-9 an API key is no way into an account', async () => {
  const { key } = await newApiKey('users:read');
  const body = { old_password: PASSWORD, new_password: 'a staple of correct horses' };
  expect((await credence.call('POST', '/auth/change-password', { token: key, body })).status).toBe(401);
});
