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

/** Sends a form, as resource servers do. */
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
  test('introspection of an access token returns its claims', async () => {
    const { ur: _revision, ...claims } = decodeJwt(session.access_token);
    const { headers, body } = await send('/oauth2/introspect', { token: session.access_token });
    expect(body).toEqual({ active: true, token_type: 'Bearer', ...claims });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('introspection of a refresh token does not use it', async () => {
    const token = session.refresh_token;
    const expected = { active: true, token_type: 'refresh_token', sub: ada.userId };
    expect(await introspect(token)).toMatchObject(expected);
    expect(await introspect(token)).toMatchObject(expected);
    const { status, body } = await refresh(token);
    expect(status).toBe(200);
    expect(await introspect(body.refresh_token)).toMatchObject(expected);
    await refresh(body.refresh_token);
    expect(await introspect(token)).toEqual(INACTIVE);
  });

  test('introspection of an API key returns its scopes', async () => {
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

  test('introspection reports an ended session at once in every process (TOK-8)', async () => {
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

  test('introspection of any other value reports an inactive token and nothing else (TOK-12)', async () => {
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
  test.each(['access_token', 'refresh_token'] as const)(
    'revocation of an %s ends its session',
    async (type) => {
      const { status, body } = await revoke(session[type]);
      expect([status, body]).toEqual([200, {}]);
      expect(await statusOf(session.access_token)).toBe(401);
      expect((await refresh(session.refresh_token)).status).toBe(401);
      expect((await revoke(session[type])).status).toBe(200);
    },
  );

  test('revocation of an unknown value succeeds and changes nothing', async () => {
    expect((await revoke('x')).status).toBe(200);
    expect(await statusOf(session.access_token)).toBe(200);
  });

  test('revocation of an API key is refused as an unsupported token type', async () => {
    const { key } = await newApiKey('users:read');
    const { status, body } = await revoke(key);
    expect([status, body]).toMatchObject([400, { error: 'unsupported_token_type' }]);
  });
});

describe.each(['/oauth2/introspect', '/oauth2/revoke'])('%s', (path) => {
  test('the endpoint accepts services and API keys with its scope only (TOK-12)', async () => {
    const form = { token: session.access_token };
    const answerTo = async (token: string) => {
      const { status, headers, body } = await send(path, form, { token });
      return [status, (body as unknown as { error?: string }).error, headers.has('www-authenticate')];
    };
    expect(await answerTo('')).toEqual([401, 'invalid_client', true]);
    expect(await answerTo('wrong')).toEqual([401, 'invalid_client', true]);
    expect(await answerTo(session.access_token)).toEqual([403, 'insufficient_scope', false]);
    expect(await answerTo((await newApiKey('users:read')).key)).toEqual([403, 'insufficient_scope', false]);
    const allowed = await newApiKey(path.endsWith('revoke') ? 'tokens:revoke' : 'tokens:introspect');
    expect(await answerTo(allowed.key)).toEqual([200, undefined, false]);
  });

  test.each([
    ['without a token', 'token_type_hint=access_token', FORM],
    ['with an empty token', 'token=', FORM],
    ['with two tokens', 'token=a&token=b', FORM],
    [
      'in another charset than UTF-8',
      'token=a\u0080',
      { 'content-type': 'application/x-www-form-urlencoded; charset=latin1' },
    ],
    ['with a JSON body', '{"token":"a"}', { 'content-type': 'application/json' }],
    ['with a NUL in a name', 'token=a&%00=b', FORM],
  ])('a request %s receives an OAuth error', async (_, form, headers) => {
    const { status, body } = await send(path, form, { headers });
    expect([status, body]).toEqual([
      400,
      { error: 'invalid_request', error_description: expect.any(String) },
    ]);
  });

  test.each([
    ['a NUL', 'token=%00'],
    ['a line break', 'token=a%0Ab'],
    ['invalid UTF-8', 'token=%FF'],
    ['60,000 characters', `token=${'a'.repeat(60_000)}`],
    ['an invalid type hint', `token=x&token_type_hint=${'%00'.repeat(100)}`],
  ])('a token with %s is treated as an inactive token (TOK-12)', async (_, form) => {
    const { status, body } = await send(path, form);
    expect([status, body]).toEqual([200, path.endsWith('revoke') ? {} : INACTIVE]);
  });

  test('unknown parameters are ignored', async () => {
    const form = { token: 'x', token_type_hint: 'nonsense', resource: 'a' };
    expect((await send(path, form)).status).toBe(200);
  });
});

test('the discovery document lists the endpoints and is cacheable for as long as the key set', async () => {
  const { headers, body } = await credence.call('GET', '/.well-known/openid-configuration');
  const document = body as unknown as Record<string, string>;
  expect(document).toMatchObject({
    issuer: credence.url,
    jwks_uri: `${credence.url}/.well-known/jwks.json`,
    introspection_endpoint: `${credence.url}/oauth2/introspect`,
    revocation_endpoint: `${credence.url}/oauth2/revoke`,
    id_token_signing_alg_values_supported: ['ES256'],
  });
  const jwks = await credence.call('GET', new URL(document['jwks_uri'] ?? '').pathname);
  expect(headers.get('cache-control')).toBe('public, max-age=300');
  expect(jwks.headers.get('cache-control')).toBe('public, max-age=300');
  expect(decodeJwt(session.access_token).iss).toBe(document['issuer']);
});

test('an API key is refused by endpoints for users (LOG-9)', async () => {
  const { key } = await newApiKey('users:read');
  const body = { old_password: PASSWORD, new_password: 'a staple of correct horses' };
  expect((await credence.call('POST', '/auth/change-password', { token: key, body })).status).toBe(401);
});

describe('the explanation of an access token', () => {
  async function explain(token: string, at?: string) {
    const body = { token, ...(at !== undefined && { at }) };
    const answer = await credence.call('POST', '/v1/tokens/explain', { token: SERVICE_TOKEN, body });
    expect(answer.status).toBe(200);
    return answer.body as unknown as {
      accepted: boolean;
      reasons: { code: string; event: { type: string; position: string; occurred_at: string } | null }[];
    };
  }

  test('it names the event that ended the token, and the token is accepted before it', async () => {
    const { access_token: token } = session;
    expect(await explain(token)).toMatchObject({ accepted: true, reasons: [] });
    await credence.call('POST', '/auth/logout', { token });
    await credence.call('POST', `/v1/users/${ada.userId}/deactivate`, { token: SERVICE_TOKEN });
    const { accepted, reasons } = await explain(token);
    expect([accepted, reasons.map(({ code, event }) => [code, event?.type])]).toEqual([
      false,
      [
        ['session_ended', 'SessionEnded'],
        ['sessions_of_account_ended', 'UserDeactivated'],
      ],
    ]);
    const [first] = reasons;
    expect((await explain(token, first?.event?.occurred_at)).accepted).toBe(true);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    expect((await explain(token, tomorrow)).reasons.map(({ code }) => code)).toContain('expired');
    expect((await explain(token, '2020-01-01T00:00:00Z')).reasons.map(({ code }) => code)).toEqual([
      'not_yet_issued',
      'unknown_session',
    ]);
  });

  test('a token from before a change of PUBLIC_URL has another issuer', async () => {
    const moved = await startCredence(
      { ...stores.environment, PUBLIC_URL: 'http://localhost:1' },
      { role: 'api' },
    );
    const { access_token: token } = session;
    expect((await moved.call('GET', '/auth/me', { token })).status).toBe(401);
    const { body } = await moved.call('POST', '/v1/tokens/explain', {
      token: SERVICE_TOKEN,
      body: { token },
    });
    expect(body).toMatchObject({ accepted: false, reasons: [{ code: 'other_issuer' }] });
    await moved.stop();
  });

  test.each([
    ['another text', () => 'no token', 'malformed'],
    [
      'a changed token',
      () => session.access_token.replace(/\.[^.](?=[^.]*$)/, (start) => (start === '.A' ? '.B' : '.A')),
      'invalid_signature',
    ],
    ['padding at the end', () => `${session.access_token}=`, 'malformed'],
  ])('%s is refused with its reason', async (_, tokenOf, code) => {
    const { accepted, reasons } = await explain(tokenOf());
    expect([accepted, reasons.map((reason) => reason.code)]).toEqual([false, [code]]);
  });
});
