import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { GraphQLObjectType } from 'graphql';
import { serverAudits } from 'graphql-http';
import { graphqlSchema, memberOf, mirroredFields } from '../../../src/api/graphql/schema.js';
import { createSignedInAccount } from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import { readMetric } from '../../support/clients/admin-api.js';
import { registerPeople } from '../../support/domain/registered-people.js';
import { listOperations } from '../../support/openapi/documented-operations.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { watchStatements } from '../../support/stores/statement-names.js';
import type { StatementNames } from '../../support/stores/statement-names.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

interface GraphqlAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly path?: readonly string[];
    readonly extensions: { readonly code: string };
  }[];
}

let stores: TestStores;
let statements: StatementNames;
let credence: Credence;
let ada: SignedInAccount;
let reader: SignedInAccount;
/** Callers by name, each with its token. */
let actors: ReadonlyMap<string, string>;

beforeAll(async () => {
  stores = await useStores();
  statements = await watchStatements(stores.databaseUrl);
  credence = await startCredence({ ...stores.environment, DATABASE_URL: statements.url });
  ada = await createSignedInAccount(credence);
  reader = await createSignedInAccount(credence);
  await asService('POST', '/v1/roles', {
    key: 'reader',
    name: 'Reader',
    permissions: ['users:read', 'audit:read'],
  });
  await asService('PUT', `/v1/users/${reader.userId}/roles/reader`, {});
  const scopes = ['users:read', 'roles:read', 'access:decide', 'audit:read', 'operations:read'];
  const keys = await Promise.all(scopes.map(async (scope) => [scope, await createKey([scope])] as const));
  actors = new Map([['service', SERVICE_TOKEN], ['ada', ada.token], ['reader', reader.token], ...keys]);
});

afterAll(async () => {
  await credence.stop();
  await statements.stop();
  await stores.dispose();
});

async function asService(method: string, path: string, body: object): Promise<Answer> {
  const answer = await credence.call(method, path, { token: SERVICE_TOKEN, body });
  expect(answer.status).toBeLessThan(300);
  return answer;
}

async function createKey(scopes: readonly string[]): Promise<string> {
  const { body } = await asService('POST', '/v1/api-keys', { name: 'graphql', scopes });
  return (body as unknown as { key: string }).key;
}

async function ask(query: string, token = SERVICE_TOKEN, variables: object = {}): Promise<GraphqlAnswer> {
  const { body } = await credence.call('POST', '/graphql', { token, body: { query, variables } });
  return body as unknown as GraphqlAnswer;
}

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({
    url: () => `${credence.url}/graphql`,
    fetchFn: (url: string, init: RequestInit = {}) =>
      fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${SERVICE_TOKEN}` } }),
  });

  test('every audit of graphql-http with MUST passes (GQL-1)', async () => {
    const required = audits.filter(({ name }) => name.startsWith('MUST'));
    expect(required.length).toBeGreaterThan(10);
    const results = await Promise.all(required.map(async ({ name, fn }) => [name, (await fn()).status]));
    expect(results).toEqual(required.map(({ name }) => [name, 'ok']));
  });

  test('GET gets 405, and other content types, batches and anonymous callers are refused (GQL-2, GQL-3)', async () => {
    const send = async (method: string, type: string | null, body?: string, token = SERVICE_TOKEN) => {
      const headers = { authorization: `Bearer ${token}`, ...(type !== null && { 'content-type': type }) };
      return (await fetch(`${credence.url}/graphql`, { method, headers, ...(body && { body }) })).status;
    };
    const query = '{ me { id } }';
    const json = JSON.stringify({ query });
    expect(await send('GET', null)).toBe(405);
    expect(await send('POST', 'application/x-www-form-urlencoded', `query=${query}`)).toBe(415);
    expect(await send('POST', 'multipart/form-data; boundary=x', '--x--')).toBe(415);
    expect(await send('POST', 'text/plain', json)).toBe(415);
    expect(await send('POST', 'application/graphql', query)).toBe(415);
    expect(await send('POST', 'application/json', `[${json},${json}]`)).toBe(422);
    expect(await send('POST', 'application/json', json, 'invented')).toBe(401);
    expect(await send('POST', 'application/json', '{"query":"{me{id}}","variables":{"__proto__":1}}')).toBe(
      422,
    );
    expect(await send('POST', 'application/json', '{"query":"{ user(id: \\"\\ud800\\") { id } }"}')).toBe(
      400,
    );
    const large = JSON.stringify({ query, variables: { text: 'a'.repeat(1 << 20) } });
    expect(await send('POST', 'application/json', large)).toBe(413);
  });

  test('a query waits for the Event-Position of a change (GQL-10)', async () => {
    const { token } = ada;
    const changed = await credence.call('PATCH', '/auth/me', { token, body: { username: 'Ada L' } });
    const headers = { 'event-position': changed.headers.get('event-position') ?? '' };
    const { body } = await credence.call('POST', '/graphql', {
      token,
      headers,
      body: { query: '{ me { username } }' },
    });
    expect(body).toEqual({ data: { me: { username: 'Ada L' } } });
    const never = { 'event-position': '7fffffffffffffff' };
    const late = await credence.call('POST', '/graphql', {
      token,
      headers: never,
      body: { query: '{ me { id } }' },
    });
    expect(late.headers.get('consistency')).toBe('pending');
  });

  test('cookies of another site are refused, and callers have their own limits on cost (GQL-9)', async () => {
    const cookie = `credence_access=${ada.token}`;
    const headers = { cookie, origin: 'https://evil.example', 'content-type': 'application/json' };
    const { status } = await fetch(`${credence.url}/graphql`, {
      method: 'POST',
      headers,
      body: '{"query":"{me{id}}"}',
    });
    expect([401, 403]).toContain(status);
    const aliases = Array.from({ length: 30 }, (_, n) => `a${n}: users(first: 150) { nodes { id } }`).join(
      ' ',
    );
    const answer = await credence.call('POST', '/graphql', {
      token: SERVICE_TOKEN,
      body: { query: `{ ${aliases} }` },
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('ratelimit')).toContain('"graphql.cost"');
  });

  test('documents are counted by outcome', async () => {
    expect(await readMetric(credence, 'credence_graphql_requests_total{outcome="complete"}')).toBeGreaterThan(
      0,
    );
    expect(await readMetric(credence, 'credence_graphql_refusals_total{reason="syntax"}')).toBeUndefined();
  });
});

describe('permissions', () => {
  /** Fields with the REST request that they mirror. */
  const mirrored = (): readonly (readonly [
    field: string,
    query: string,
    method: string,
    path: string,
    body?: object,
  ])[] => [
    ['me', '{ me { id } }', 'GET', '/auth/me'],
    ['user', `{ user(id: "${ada.userId}") { id } }`, 'GET', `/v1/users/${ada.userId}`],
    ['users', '{ users(first: 1) { nodes { id } } }', 'GET', '/v1/users?limit=1'],
    ['roles', '{ roles { key holders { nodes { userId } } } }', 'GET', '/v1/roles'],
    ['audit', '{ audit(first: 1) { nodes { id } } }', 'GET', '/v1/audit?limit=1'],
    [
      'access',
      `{ access(subject: "${ada.userId}", permission: "users:read") { allowed } }`,
      'POST',
      '/access/v1/evaluation',
      {
        subject: { type: 'user', id: 'x' },
        action: { name: 'users:read' },
        resource: { type: 'order', id: '1' },
      },
    ],
  ];

  test('every actor gets a field exactly if REST gives it, and else null with the code of REST (GQL-6)', async () => {
    const expected: unknown[] = [];
    const observed: unknown[] = [];
    for (const [name, token] of actors)
      for (const [field, query, method, path, body] of mirrored()) {
        const rest = await credence.call(method, path, { token, ...(body && { body }) });
        expected.push([name, field, rest.status === 200 ? 'value' : rest.body.code]);
        const { data, errors } = await ask(query, token);
        const isValue = data?.[field] !== null && errors === undefined;
        observed.push([name, field, isValue ? 'value' : errors?.[0]?.extensions.code]);
      }
    expect(observed).toEqual(expected);
  });

  test('people read the parts of their own account, and the siblings of a refused field answer (GQL-6)', async () => {
    const query = '{ me { id sessions { nodes { current } } access { roles } } users { nodes { id } } }';
    const { data, errors } = await ask(query, ada.token);
    expect(data).toEqual({
      me: { id: ada.userId, sessions: { nodes: [{ current: true }] }, access: { roles: [] } },
      users: null,
    });
    expect(errors).toMatchObject([{ path: ['users'], extensions: { code: 'forbidden' } }]);
    const others = await ask(
      `{ user(id: "${ada.userId}") { email sessions { nodes { id } } access { roles } } }`,
      reader.token,
    );
    expect(others).toMatchObject({
      data: { user: { email: ada.email, access: null, sessions: { nodes: [{}] } } },
      errors: [{ path: ['user', 'access'], extensions: { code: 'forbidden' } }],
    });
  });

  test('an unknown id is null without an error, and one that is no id is invalid input (GQL-7)', async () => {
    expect(await ask('{ user(id: "00000000-0000-4000-8000-000000000000") { id } }')).toEqual({
      data: { user: null },
    });
    expect(await ask(`{ user(id: "' or 1=1") { id } }`)).toMatchObject({
      data: { user: null },
      errors: [{ extensions: { code: 'invalid_input' } }],
    });
  });

  test('a point of the log applies to the account and its parts', async () => {
    const query = 'query ($id: ID!, $at: Instant) { user(id: $id, asOf: $at) { username access { roles } } }';
    const past = await ask(query, SERVICE_TOKEN, { id: reader.userId, at: new Date(0).toISOString() });
    expect(past).toEqual({ data: { user: null } });
    const now = await ask(query, SERVICE_TOKEN, { id: reader.userId, at: new Date().toISOString() });
    expect(now).toMatchObject({ data: { user: { username: 'ada', access: { roles: ['reader'] } } } });
    const invalid = await ask(query, SERVICE_TOKEN, { id: reader.userId, at: 'yesterday' });
    expect(invalid).toMatchObject({ errors: [{ extensions: { code: 'invalid_position' } }] });
  });

  test('every search of the audit is recorded, also with aliases', async () => {
    await ask(
      `{ a: audit(first: 1, subject: "${ada.userId}") { nodes { id } } b: audit(first: 1, type: "UserRegistered") { nodes { id } } }`,
    );
    const { data } = await ask('{ audit(first: 2, type: "AuditRead") { nodes { data } } }');
    expect(JSON.stringify(data)).toContain(ada.userId);
    expect(JSON.stringify(data)).toContain('UserRegistered');
  });
});

describe('the work of a query', () => {
  test('100 people with their roles and accounts need at most 6 statements (GQL-8)', async () => {
    await asService('POST', '/v1/roles', { key: 'many', name: 'Many', permissions: [] });
    const people = await registerPeople(credence, stores, 100);
    await Promise.all(people.map((id) => asService('PUT', `/v1/users/${id}/roles/many`, {})));
    const query = `query ($n: Int!) { users(first: $n) { nodes { username roles { key } } } }`;
    await ask(query, SERVICE_TOKEN, { n: 1 });
    statements.take();
    const { data, errors } = await ask(query, SERVICE_TOKEN, { n: 100 });
    const own = statements.take().filter((name) => ['', 'read_streams', 'find-users'].includes(name));
    expect(errors).toBeUndefined();
    expect((data as { users: { nodes: unknown[] } }).users.nodes).toHaveLength(100);
    expect(own.length).toBeLessThanOrEqual(6);
  });

  test('a client that leaves does not disturb the next one (GQL-11)', async () => {
    const body = JSON.stringify({ query: '{ users(first: 200) { nodes { id roles { key } } } }' });
    const headers = { authorization: `Bearer ${SERVICE_TOKEN}`, 'content-type': 'application/json' };
    await new Promise<void>((resolve) => {
      const sent = request(`${credence.url}/graphql`, { method: 'POST', headers });
      sent.on('error', () => undefined).on('close', resolve);
      sent.end(body, () => sent.destroy());
    });
    expect(await ask('{ users(first: 1) { nodes { id } } }')).toMatchObject({
      data: { users: { nodes: [{}] } },
    });
  });
});

describe('the schema', () => {
  /** The schema of the OpenAPI document behind a type. The other types are parts of these, or of GraphQL. */
  const BEHIND = {
    User: 'UserRecord',
    Session: 'Session',
    Role: 'Role',
    Access: 'Access',
    Event: 'Event',
    Organization: 'Organization',
    Member: 'Member',
    OrganizationRole: 'Role',
    Invitation: 'Invitation',
    Membership: 'OwnOrganization',
    OwnInvitation: 'OwnInvitation',
  };

  test('every field has a route that only reads, or is a member of the answer of its parent (GQL-6, GQL-9)', async () => {
    const operations = new Map(
      (await listOperations(credence.url)).map((one) => [one.operation.operationId, one.method]),
    );
    for (const [field, { operation, ownOperation = operation }] of mirroredFields)
      for (const name of [operation, ownOperation])
        expect([field, name === 'evaluate' ? 'GET' : operations.get(name)]).toEqual([field, 'GET']);
    const document = (await (await fetch(`${credence.url}/openapi.json`)).json()) as {
      components: { schemas: Record<string, { properties: object }> };
    };
    const schema = graphqlSchema();
    for (const [type, name] of Object.entries(BEHIND)) {
      const members = Object.keys(document.components.schemas[name]?.properties ?? {});
      const fields = Object.keys((schema.getType(type) as GraphQLObjectType).getFields());
      const plain = fields.filter((field) => !mirroredFields.has(`${type}.${field}`));
      expect(members).toEqual(expect.arrayContaining(plain.map((field) => memberOf(type, field))));
    }
  });
});

test('the schema is returned to signed-in callers only', async () => {
  expect((await credence.call('GET', '/graphql/schema')).status).toBe(401);
  const { body } = await credence.call('GET', '/graphql/schema', { token: ada.token });
  expect(body).toContain('type Query {');
});
