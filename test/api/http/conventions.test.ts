import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitFor } from '../../support/clients/wait-for.js';
import { openApiValidator } from '../../support/openapi/answer-validator.js';
import type { OpenApiValidator } from '../../support/openapi/answer-validator.js';
import {
  APP_ORIGIN,
  BUG,
  NOTE_ID,
  ORIGIN,
  SERVICE_TOKEN,
  startDemoApi,
} from '../../support/server/demo-api.js';
import type { DemoApi } from '../../support/server/demo-api.js';

let api: DemoApi;
let validator: OpenApiValidator;

beforeAll(async () => {
  api = await startDemoApi();
  validator = openApiValidator(await (await fetch(`${api.url}/openapi.json`)).json());
});

afterAll(async () => {
  await api.stop();
});

interface ProblemBody {
  readonly code: string;
  readonly status: number;
  readonly instance: string;
  readonly request_id: string;
  readonly errors?: readonly { readonly pointer: string; readonly code: string }[];
}

async function call(method: string, path: string, init: RequestInit = {}) {
  const response = await fetch(api.url + path, { ...init, method });
  const text = await response.text();
  const body = text === '' ? undefined : (JSON.parse(text) as ProblemBody & Record<string, unknown>);
  if (body !== undefined) {
    validator.validateAnswer(method, path, { status: response.status, headers: response.headers, body });
  }
  return { status: response.status, headers: response.headers, body, text };
}

async function write(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  return await call('POST', '/demo/notes', {
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

const pointers = (body: ProblemBody | undefined) => body?.errors?.map(({ pointer }) => pointer);

describe('problems', () => {
  test('a problem has the response status, a stable type, the path without the query, and the request id (WEB-6)', async () => {
    const { status, headers, body } = await call('GET', '/nowhere?token=secret');
    expect(status).toBe(404);
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(body).toEqual({
      type: 'urn:credence:problem:not_found',
      title: 'Not found',
      status: 404,
      detail: 'Not found',
      instance: '/nowhere',
      code: 'not_found',
      request_id: headers.get('x-request-id'),
    });
  });

  test('a domain error has the status of the table of problems', async () => {
    expect((await write('{"text":"taken"}')).status).toBe(409);
  });

  test('an internal error reveals nothing and is logged with the request id (WEB-10)', async () => {
    const { status, headers, text } = await write('{"text":"bug"}');
    expect(status).toBe(500);
    expect(text).not.toMatch(/select|secret|\.js/);
    const logged =
      api
        .log()
        .split('\n')
        .find((line) => line.includes(BUG)) ?? '';
    expect(logged).toContain(headers.get('x-request-id'));
    expect((await write('{"text":"still alive"}')).status).toBe(201);
  });

  test('an unavailable store is reported with Retry-After', async () => {
    const { status, headers } = await write('{"text":"away"}');
    expect(status).toBe(503);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('request bodies', () => {
  test.each([
    ['the type text/plain', { 'content-type': 'text/plain' }],
    ['the type of a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['another charset', { 'content-type': 'application/json; charset=latin1' }],
    ['a content encoding', { 'content-encoding': 'gzip' }],
  ])('a body is rejected with %s (WEB-2)', async (_name, headers) => {
    expect((await write('{"text":"a"}', headers)).status).toBe(415);
  });

  test('a body without a type and a missing body are rejected (WEB-2)', async () => {
    const untyped = new Uint8Array(Buffer.from('{"text":"a"}'));
    expect((await call('POST', '/demo/notes', { body: untyped })).status).toBe(415);
    expect((await call('POST', '/demo/notes')).status).toBe(415);
  });

  test('the content type may name UTF-8', async () => {
    expect((await write('{"text":"ü"}', { 'content-type': 'application/json; charset=UTF-8' })).status).toBe(
      201,
    );
  });

  test.each([
    ['is truncated', '{"text":'],
    ['is empty', ''],
    ['is not UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['has a raw NUL', '{"text":"a\0"}'],
    ['is nested 60,000 deep', '['.repeat(60_000)],
  ])('a body that %s is malformed', async (_name, body) => {
    const { status, body: problem } = await write(body);
    expect([status, problem?.code]).toEqual([400, 'malformed_json']);
  });

  test('a body of more than 64 KiB is rejected (WEB-7)', async () => {
    const ofSize = (bytes: number) => `{"text":"${'a'.repeat(bytes - 11)}"}`;
    expect((await write(ofSize(64 * 1024))).status).toBe(422);
    expect((await write(ofSize(64 * 1024 + 1))).status).toBe(413);
    expect((await write(ofSize(1024 * 1024))).status).toBe(413);
  });

  test.each([
    ['that is nested too deeply', `{"text":"a","extra":${'['.repeat(40)}${']'.repeat(40)}}`],
    ['with too many members', JSON.stringify({ text: 'a', extra: Array.from({ length: 1001 }, () => 1) })],
  ])('a body %s is rejected (WEB-7)', async (_name, body) => {
    expect((await write(body)).status).toBe(422);
  });

  test.each([
    ['NUL', '{"text":"a\\u0000"}', '/text'],
    ['an escape', '{"text":"\\u001b[0m"}', '/text'],
    ['a line break', '{"text":"a\\r\\nb"}', '/text'],
    ['half a surrogate pair', '{"text":"\\ud800"}', '/text'],
    ['NUL deep inside', '{"text":"a","extra":{"a/b":["\\u0000"]}}', '/extra/a~1b/0'],
    ['NUL in a name', '{"text":"a","extra":{"\\u0000":1}}', '/extra'],
  ])('a body with %s is rejected with its JSON Pointer (REG-10)', async (_name, body, pointer) => {
    const { status, body: problem } = await write(body);
    expect(status).toBe(422);
    expect(problem?.errors).toEqual([
      { pointer, code: 'invalid_characters', detail: expect.stringMatching(/./) },
    ]);
  });

  test.each(['is_admin', 'role', '__proto__', 'constructor', 'a/b'])(
    'the unknown field %s is rejected with its JSON Pointer (REG-8)',
    async (name) => {
      const { status, body } = await write(`{"text":"a","${name}":{"x":1}}`);
      expect(status).toBe(422);
      expect(pointers(body)).toEqual([`/${name.replace('/', '~1')}`]);
    },
  );

  test.each(['[]', '{}', '1', 'true', 'null'])(
    'the value %s is rejected where a string is required (LOG-6)',
    async (value) => {
      const { status, body } = await write(`{"text":${value}}`);
      expect(status).toBe(422);
      expect(pointers(body)).toEqual(['/text']);
    },
  );

  test.each(['[]', 'null', '"text"', '1'])(
    'the body %s is rejected where an object is required',
    async (body) => {
      expect((await write(body)).status).toBe(422);
    },
  );

  test.each(['{"text":"first","text":"last"}', '{"text":"a","extra":[{"b":1,"\\u0062":1}]}'])(
    'duplicate names are rejected: %s (WEB-9)',
    async (body) => {
      const { status, body: problem } = await write(body);
      expect([status, problem?.code]).toEqual([400, 'malformed_json']);
    },
  );

  test('different objects may have the same names (WEB-9)', async () => {
    expect((await write('{"text":"a","extra":[{"b":1},{"b":{"b":1}}]}')).status).toBe(201);
  });
});

describe('paths and queries', () => {
  test.each(['/Demo/notes', '/demo/notes%2f', '/%2fdemo/notes', '/%E0%A4%A'])(
    'the path %s is not found (LIM-6)',
    async (path) => {
      expect((await call('GET', path)).status).toBe(404);
    },
  );

  test.each(['/demo/notes/', '//demo/notes', '/demo//notes', '///demo///notes//', '//demo/notes/?limit=50'])(
    'the path %s has the route of the plain path (LIM-6)',
    async (path) => {
      const [plain, other] = await Promise.all([fetch(`${api.url}/demo/notes`), fetch(api.url + path)]);
      expect([other.status, await other.text()]).toEqual([200, await plain.text()]);
      expect((await fetch(api.url + path, { method: 'PUT' })).status).toBe(405);
    },
  );

  test('slashes in the query are unchanged', async () => {
    const { body } = await call('GET', '/demo/notes?cursor=//a/?/');
    expect(body?.code).toBe('invalid_cursor');
    expect((await call('GET', '/demo/notes?limit=1//')).status).toBe(422);
  });

  test.each(['1', '%2e%2e%2fetc', `${NOTE_ID};x`, 'a%00b'])('the id %s is rejected (ADM-9)', async (id) => {
    const { status } = await call('DELETE', `/demo/notes/${id}`, {
      headers: { authorization: `Bearer ${SERVICE_TOKEN}` },
    });
    expect(status).toBe(422);
  });

  test.each(['PUT', 'PATCH', 'DELETE'])(
    'the method %s is rejected on a path without it (WEB-3)',
    async (method) => {
      const { status, headers } = await call(method, '/demo/notes');
      expect(status).toBe(405);
      expect(headers.get('allow')).toBe('POST, GET, HEAD');
    },
  );

  test.each(['/openapi.json', '/metrics'])('%s is read-only (WEB-3)', async (path) => {
    const { status, headers } = await call('POST', path);
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('HEAD returns the headers of GET without a body', async () => {
    const { status, text } = await call('HEAD', '/demo/notes');
    expect([status, text]).toEqual([200, '']);
  });

  test.each(['limit=0', 'limit=201', 'limit=1e2', 'limit=1&limit=2', 'cursor=%00', 'unknown=1'])(
    'the query %s is rejected with its name',
    async (query) => {
      const { status, body } = await call('GET', `/demo/notes?${query}`);
      expect(status).toBe(422);
      expect(new Set(pointers(body))).toEqual(new Set([`?${query.split('=')[0] ?? ''}`]));
    },
  );

  test('a cursor selects the next page, and a forged cursor is rejected (ADM-8)', async () => {
    const page = await call('GET', '/demo/notes?limit=200');
    const next = await call('GET', `/demo/notes?cursor=${String(page.body?.['next_cursor'])}`);
    expect(next.body).toMatchObject({ limit: 50, after: 'b' });
    const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const forged of [
      'x',
      encoded(1),
      encoded({ after: 'b' }),
      encoded("b' or 1=1").slice(1),
      encoded('a\0b'),
    ]) {
      const { status, body } = await call('GET', `/demo/notes?cursor=${forged}`);
      expect([forged, status, body?.code]).toEqual([forged, 400, 'invalid_cursor']);
    }
  });
});

describe('callers', () => {
  const path = `/demo/notes/${NOTE_ID}`;
  const patch = async (authorization: string | undefined, query = '') =>
    await call('PATCH', path + query, {
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      body: '{}',
    });

  test.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer a b',
    'Basic YTpi',
    'Bearer nonsense',
    'Bearer a.b.c',
  ])('the Authorization header %p is answered with 401 and a challenge (WEB-10)', async (authorization) => {
    const { status, headers } = await patch(authorization);
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="credence"']);
  });

  test('a token in the query is ignored (TOK-13)', async () => {
    const token = await api.userToken();
    expect((await patch(undefined, `?access_token=${token}`)).status).toBe(401);
    expect((await patch(`Bearer ${token}`)).status).toBe(200);
  });

  test('users cannot call operations of services, and services cannot call operations of users', async () => {
    const del = async (token: string) =>
      (await call('DELETE', path, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await del(await api.userToken())).toBe(403);
    expect(await del(`${SERVICE_TOKEN}x`)).toBe(401);
    expect(await del(SERVICE_TOKEN)).toBe(200);
    expect((await patch(`Bearer ${SERVICE_TOKEN}`)).status).toBe(401);
  });

  test('If-Match passes the expected revision to the handler (ADM-12)', async () => {
    const authorization = `Bearer ${await api.userToken()}`;
    const ask = async (match: string) =>
      await call('PATCH', path, {
        headers: { authorization, 'if-match': match, 'content-type': 'application/json' },
        body: '{}',
      });
    const fresh = await ask('"3"');
    expect(fresh.body).toEqual({ expected: 3 });
    expect(fresh.headers.get('etag')).toBe('"3"');
    expect((await ask('*')).body).toEqual({ expected: null });
    for (const stale of ['W/"3"', '3', '"x"', '"1", "2"']) expect((await ask(stale)).status).toBe(412);
  });

  test('only services can read the metrics (WEB-12)', async () => {
    expect((await fetch(`${api.url}/metrics`)).status).toBe(401);
    const metrics = await fetch(`${api.url}/metrics`, {
      headers: { authorization: `Bearer ${SERVICE_TOKEN}` },
    });
    expect(await metrics.text()).toContain(
      'credence_http_request_seconds_count{method="POST",route="/demo/notes"',
    );
  });
});

describe('consistency', () => {
  test('an answer has the position of a write, and whether the read models have reached it (EVT-10)', async () => {
    const visible = await write('{"text":"a"}');
    expect(visible.headers.get('event-position')).toBe('000000000000002a');
    expect(visible.headers.get('consistency')).toBeNull();
    api.world.following = false;
    const pending = await write('{"text":"a"}');
    const read = await call('GET', '/demo/notes', { headers: { 'event-position': '000000000000002a' } });
    api.world.following = true;
    expect([pending.status, pending.headers.get('consistency')]).toEqual([201, 'pending']);
    expect([read.status, read.headers.get('consistency')]).toEqual([200, 'pending']);
  });

  test('a request that hashes gives up its place before it waits for the read models, and after a failure (WEB-15)', async () => {
    let open: () => void = () => undefined;
    api.world.gate = new Promise((resolve) => (open = resolve));
    const writing = write('{"text":"a"}');
    await waitFor('the request is admitted', () => api.world.hashing === 1);
    open();
    api.world.gate = Promise.resolve();
    expect((await writing).status).toBe(201);
    expect(api.world.hashingDuringWait).toBe(0);
    expect((await write('{"text":"bug"}')).status).toBe(500);
    expect(api.world.hashing).toBe(0);
  });

  test('a request that proves no password waits for no hashing thread', async () => {
    let open: () => void = () => undefined;
    api.world.gate = new Promise((resolve) => (open = resolve));
    const { written } = api.world;
    const writing = write('{"text":"code"}');
    await waitFor('the request is handled', () => api.world.written > written);
    expect(api.world.hashing).toBe(0);
    open();
    api.world.gate = Promise.resolve();
    expect((await writing).status).toBe(201);
  });

  test('a read with a malformed position is rejected (EVT-10)', async () => {
    const { status, body } = await call('GET', '/demo/notes', { headers: { 'event-position': "1' or" } });
    expect([status, ...(pointers(body) ?? [])]).toEqual([422, '#Event-Position']);
  });
});

describe('response headers', () => {
  test.each(['/demo/notes', '/nowhere', '/openapi.json', '/docs', '/docs/swagger-ui.css'])(
    'the response to %s has the security headers (WEB-4)',
    async (path) => {
      const { headers } = await fetch(api.url + path);
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      const policy = headers.get('content-security-policy');
      for (const rule of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
        expect(policy).toContain(rule);
      }
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('content-type')).toMatch(/charset=utf-8/i);
      expect(headers.get('vary')).toContain('Origin');
    },
  );

  test('API responses are not cacheable (WEB-5)', async () => {
    expect((await write('{"text":"a"}')).headers.get('cache-control')).toBe('no-store');
    expect((await write('{')).headers.get('cache-control')).toBe('no-store');
  });

  test('a response has the request id of the client, or a new one', async () => {
    const returnedId = async (id: string) =>
      (await call('GET', '/demo/notes', { headers: { 'x-request-id': id } })).headers.get('x-request-id');
    expect(await returnedId('Order_1.2-3')).toBe('Order_1.2-3');
    for (const bad of ['a b', 'ü', 'a'.repeat(129), '<x>']) {
      expect(await returnedId(bad)).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    }
  });

  test.each([
    'null',
    `${ORIGIN}.evil.com`,
    'https://evil-app.example.com',
    'http://app.example.com',
    `${APP_ORIGIN}.evil.com`,
    `${ORIGIN}:8443`,
  ])('the origin %s is not allowed by CORS (WEB-1)', async (origin) => {
    const { headers } = await call('GET', '/demo/notes', { headers: { origin } });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('vary')).toContain('Origin');
  });

  test.each([ORIGIN, APP_ORIGIN])(
    'the configured origin %s is allowed by CORS and can read the response headers (WEB-1)',
    async (origin) => {
      const { headers } = await call('GET', '/demo/notes', { headers: { origin } });
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('access-control-expose-headers')).toContain('Event-Position');
      expect(headers.get('access-control-allow-credentials')).toBe('true');
    },
  );
});

describe('the request log', () => {
  test('a request is logged as one line with the template of its route and none of its input (LGS-1)', async () => {
    const id = 'one-line-only';
    await write('{"text":"hunter2 in the body"}', {
      'x-request-id': id,
      'user-agent': 'hunter2 in a header',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    await call('DELETE', `/demo/notes/${NOTE_ID}?token=hunter2`, { headers: { 'x-request-id': id } });
    const lines = api
      .log()
      .split('\n')
      .filter((line) => line.includes(id));
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({
        method: 'POST',
        route: '/demo/notes',
        status: 201,
        trace_id: '0af7651916cd43dd8448eb211c80319c',
      }),
      expect.objectContaining({ route: '/demo/notes/{note_id}', status: 401, problem: 'unauthenticated' }),
    ]);
    expect(api.log()).not.toContain('hunter2');
    expect(api.log()).not.toContain(NOTE_ID);
  });
});
