import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  PASSWORD,
  requestResetToken,
  createSignedInAccount,
  signIn,
} from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Call, Credence } from '../../support/server/credence.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';
import { sendRawHttp } from '../../support/hostile/raw-http.js';

let stores: TestStores;
let credence: Credence;
let ada: SignedInAccount;
/** An API key with the scope users:read. */
let apiKey: { id: string; key: string };

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence(stores.environment);
  ada = await createSignedInAccount(credence);
  const { body } = await credence.call('POST', '/v1/api-keys', {
    token: SERVICE_TOKEN,
    body: { name: 'billing', scopes: ['users:read'] },
  });
  apiKey = body as unknown as typeof apiKey;
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

interface Line {
  readonly time: string;
  readonly account?: string;
}

async function lineWith(text: string): Promise<Line> {
  const line = await waitFor(`a log line with ${text}`, () =>
    credence
      .output()
      .split('\n')
      .find((one) => one.includes(text)),
  );
  return JSON.parse(line) as Line;
}

/** Sends a request and returns its log line. */
async function lineOf(method: string, path: string, call: Call = {}): Promise<Line> {
  const id = randomUUID();
  await fetch(credence.url + path, {
    method,
    headers: {
      'x-request-id': id,
      ...(call.body !== undefined && { 'content-type': 'application/json' }),
      ...(call.token !== undefined && { authorization: `Bearer ${call.token}` }),
      ...call.headers,
    },
    ...(call.body !== undefined && {
      body: typeof call.body === 'string' ? call.body : JSON.stringify(call.body),
    }),
  });
  return await lineWith(id);
}

const login = (email: string, password: string) =>
  lineOf('POST', '/auth/login', { body: { email, password } });

const PSEUDONYM = /^[\w-]{12}$/;

describe('the request log names callers (LGS-2)', () => {
  test('a sign-in is logged with its time in UTC, its user, and pseudonyms of the address and the source', async () => {
    const line = await login(ada.email, PASSWORD);
    expect(line).toMatchObject({
      method: 'POST',
      route: '/auth/login',
      status: 200,
      user: ada.userId,
      account: expect.stringMatching(PSEUDONYM),
      source: expect.stringMatching(PSEUDONYM),
    });
    expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  test('a failed sign-in is logged with the same pseudonym of the address, without a user', async () => {
    const { account } = await login(ada.email, PASSWORD);
    const failed = await login(ada.email, 'not the password');
    expect(failed).toMatchObject({
      status: 401,
      problem: 'invalid_credentials',
      caller: 'anonymous',
      account,
    });
    expect(failed).not.toHaveProperty('user');
  });

  test('a sign-in with a stored answer is logged with its user', async () => {
    const call = {
      body: { email: ada.email, password: PASSWORD },
      headers: { 'idempotency-key': randomUUID() },
    };
    await lineOf('POST', '/auth/login', call);
    expect(await lineOf('POST', '/auth/login', call)).toMatchObject({ status: 200, user: ada.userId });
  });

  test('successful and failed refreshes are logged', async () => {
    const { body } = await signIn(credence, ada.email);
    const refresh = (token: string) => lineOf('POST', '/auth/refresh', { body: { refresh_token: token } });
    expect(await refresh(body.refresh_token)).toMatchObject({ status: 200, user: ada.userId });
    expect(await refresh('guessed')).toMatchObject({ status: 401, problem: 'invalid_refresh_token' });
  });

  test('the use and the reuse of an emailed link are logged', async () => {
    const link = await requestResetToken(credence, ada.email);
    const reset = (token: string) =>
      lineOf('POST', '/auth/reset-password-confirm', { body: { token, new_password: PASSWORD } });
    expect(await reset(link)).toMatchObject({ status: 200, user: ada.userId });
    expect(await reset(link)).toMatchObject({ status: 410, problem: 'link_used', caller: 'anonymous' });
  });

  test('valid and invalid access tokens are logged', async () => {
    const me = (token: string) => lineOf('GET', '/auth/me', { token });
    const { body } = await signIn(credence, ada.email);
    expect(await me(body.access_token)).toMatchObject({ status: 200, caller: `user:${ada.userId}` });
    expect(await me(`${body.access_token}x`)).toMatchObject({
      status: 401,
      problem: 'unauthenticated',
      route: '/auth/me',
    });
  });

  test('a user without permission and an API key without the scope are logged by name', async () => {
    const { body } = await signIn(credence, ada.email);
    expect(await lineOf('GET', '/v1/users', { token: body.access_token })).toMatchObject({
      status: 403,
      problem: 'forbidden',
      caller: `user:${ada.userId}`,
    });
    for (const path of ['/v1/projections', '/metrics']) {
      expect(await lineOf('GET', path, { token: apiKey.key })).toMatchObject({
        status: 403,
        problem: 'insufficient_scope',
        caller: `api_key:${apiKey.id}`,
        route: path,
      });
    }
  });

  test('a failed password confirmation is logged with its user', async () => {
    const { body } = await signIn(credence, ada.email);
    const line = await lineOf('POST', '/auth/change-password', {
      token: body.access_token,
      body: { old_password: 'not the password', new_password: PASSWORD },
    });
    expect(line).toMatchObject({ status: 403, problem: 'wrong_password', caller: `user:${ada.userId}` });
  });
});

describe('the request log records invalid input (LGS-2)', () => {
  test.each<[string, number, string, Call]>([
    ['a truncated body', 400, 'malformed_json', { body: '{"email":' }],
    ['a duplicate name', 400, 'malformed_json', { body: '{"email":"a","email":"b"}' }],
    [
      'a body of an unsupported type',
      415,
      'unsupported_media_type',
      { body: 'a', headers: { 'content-type': 'text/plain' } },
    ],
    ['an oversized body', 413, 'body_too_large', { body: `"${'a'.repeat(70_000)}"` }],
    ['an unknown field', 422, 'invalid_input', { body: { is_admin: true } }],
    ['a control character', 422, 'invalid_input', { body: '{"email":"\\u0000"}' }],
  ])('%s is logged with its route', async (_name, status, problem, call) => {
    expect(await lineOf('POST', '/auth/login', call)).toMatchObject({
      status,
      problem,
      route: '/auth/login',
    });
  });

  test('an unsupported method is logged with its route', async () => {
    const line = await lineOf('PUT', `/v1/users/${ada.userId}`, { token: SERVICE_TOKEN });
    expect(line).toMatchObject({ status: 405, method: 'PUT', route: '/v1/users/{user_id}' });
  });

  test.each([
    ['a length and chunked encoding', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', 400, /^HPE_/],
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n', 400, /^HPE_/],
    ['an oversized header', `X-A: ${'a'.repeat(17_000)}\r\n`, 431, /^HPE_HEADER_OVERFLOW$/],
  ])(
    'a malformed request with %s is logged with a pseudonym of its source',
    async (_name, headers, status, problem) => {
      const before = credence.output().length;
      await sendRawHttp(credence.url, `POST /auth/login HTTP/1.1\r\nHost: a\r\n${headers}\r\n`);
      const line = await waitFor('the malformed request is logged', () =>
        credence
          .output()
          .slice(before)
          .split('\n')
          .find((one) => one.includes('"malformed request"')),
      );
      expect(JSON.parse(line)).toMatchObject({
        status,
        problem: expect.stringMatching(problem),
        source: expect.stringMatching(PSEUDONYM),
      });
    },
  );
});

test('no log line contains an address, a password or a network (LGS-1, LGS-4)', () => {
  const lines = credence
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  expect(lines.length).toBeGreaterThan(20);
  for (const text of [ada.email, PASSWORD, '127.0.0.1']) expect(lines.join('\n')).not.toContain(text);
});
