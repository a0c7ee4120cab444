import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSignedInAccount } from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import { registerPeople } from '../../support/domain/registered-people.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { watchStatements } from '../../support/stores/statement-names.js';
import type { StatementNames } from '../../support/stores/statement-names.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

interface GraphqlAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

const INVENTED = '00000000-0000-4000-8000-000000000000';

let stores: TestStores;
let statements: StatementNames;
let credence: Credence;
let owner: SignedInAccount;
let member: SignedInAccount;
let stranger: SignedInAccount;
/** The id of the organisation of the owner and the member. */
let engines: string;
/** Callers by name, each with its token. */
let actors: ReadonlyMap<string, string>;

beforeAll(async () => {
  stores = await useStores();
  statements = await watchStatements(stores.databaseUrl);
  credence = await startCredence({
    ...stores.environment,
    DATABASE_URL: statements.url,
    RATE_LIMITS: 'change.account=9999/1m',
  });
  owner = await createSignedInAccount(credence);
  member = await createSignedInAccount(credence);
  stranger = await createSignedInAccount(credence);
  engines = await found(owner, 'Engines');
  await found(stranger, 'Looms');
  const path = `/v1/organizations/${engines}`;
  await call('PUT', `${path}/members/${member.userId}`, SERVICE_TOKEN);
  await call('PUT', '/v1/permissions/orders:refund', SERVICE_TOKEN, {});
  const role = { key: 'clerk', name: 'Clerk', permissions: ['orders:refund'] };
  await call('POST', `${path}/roles`, SERVICE_TOKEN, role);
  await call('PUT', `${path}/members/${member.userId}/roles/clerk`, SERVICE_TOKEN);
  const invitation = { email: stranger.email, role_ids: [], expires_in: 3600 };
  await call('POST', `${path}/invitations`, SERVICE_TOKEN, invitation);
  const { body } = await call('POST', '/v1/api-keys', SERVICE_TOKEN, {
    name: 'members',
    scopes: ['members:read'],
  });
  actors = new Map([
    ['service', SERVICE_TOKEN],
    ['key for members', (body as unknown as { key: string }).key],
    ['owner', owner.token],
    ['member', member.token],
    ['stranger', stranger.token],
  ]);
});

afterAll(async () => {
  await credence.stop();
  await statements.stop();
  await stores.dispose();
});

async function call(method: string, path: string, token: string, body?: object): Promise<Answer> {
  const answer = await credence.call(method, path, { token, ...(body && { body }) });
  expect(answer.status).toBeLessThan(300);
  return answer;
}

/** Returns the named statements that read for an answer. The list of a page has none, and neither do many of background tasks. */
function reads(names: readonly string[]): readonly string[] {
  return names.filter((name) => ['read_streams', 'find-users'].includes(name));
}

/** Founds an organisation and returns its id. */
async function found({ token }: SignedInAccount, name: string): Promise<string> {
  const names = { name, slug: name.toLowerCase() };
  return String((await call('POST', '/auth/organizations', token, names)).body['id']);
}

async function ask(query: string, token: string, variables: object = {}): Promise<GraphqlAnswer> {
  const { body } = await credence.call('POST', '/graphql', { token, body: { query, variables } });
  return body as unknown as GraphqlAnswer;
}

describe('the permissions of an organisation', () => {
  /** Fields of an organisation with the REST request that they mirror. */
  const mirrored = (): readonly (readonly [field: string, query: string, path: string])[] => {
    const path = `/v1/organizations/${engines}`;
    const inside = (field: string) => `{ organization(id: "${engines}") { ${field} } }`;
    return [
      ['members', inside('members { nodes { userId } }'), `${path}/members`],
      ['member', inside(`member(userId: "${member.userId}") { owner }`), `${path}/members/${member.userId}`],
      ['roles', inside('roles { key }'), `${path}/roles`],
      ['invitations', inside('invitations { nodes { email } }'), `${path}/invitations`],
    ];
  };
  const topLevel = (): readonly (readonly [field: string, query: string, path: string])[] => [
    ['organizations', '{ organizations { nodes { id } } }', '/v1/organizations'],
    ['ownInvitations', '{ ownInvitations { nodes { id } } }', '/auth/invitations'],
  ];

  test('every actor gets a field exactly if REST gives it, and else null with the code of REST (GQL-6)', async () => {
    const expected: (readonly unknown[])[] = [];
    const observed: unknown[] = [];
    for (const [name, token] of actors) {
      const readable = await credence.call('GET', `/v1/organizations/${engines}`, { token });
      for (const [field, query, path] of [...(readable.status === 200 ? mirrored() : []), ...topLevel()]) {
        const rest = await credence.call('GET', path, { token });
        expected.push([name, field, rest.status === 200 ? 'value' : rest.body.code]);
        const { data, errors } = await ask(query, token);
        const value =
          data?.[field] ?? (data?.['organization'] as Record<string, unknown> | undefined)?.[field];
        const isValue = value !== null && value !== undefined && errors === undefined;
        observed.push([name, field, isValue ? 'value' : errors?.[0]?.extensions.code]);
      }
    }
    expect(observed).toEqual(expected);
    expect(JSON.stringify(expected)).toContain('"member","invitations","forbidden"');
    expect(expected.filter(([name]) => name === 'stranger')).toHaveLength(topLevel().length);
  });

  test('a caller without the permission of the organisation gets null for it with one code (GQL-6)', async () => {
    const key = actors.get('key for members') ?? '';
    const query = `{ organization(id: "${engines}") { members { nodes { userId } } } me { id } }`;
    expect(await ask(query, key)).toMatchObject({
      data: { organization: null, me: null },
      errors: [{ extensions: { code: 'insufficient_scope' } }, { extensions: { code: 'unauthenticated' } }],
    });
  });

  test('the organisation of others is null, like an invented one (GQL-7)', async () => {
    const answers = [engines, INVENTED].map((id) =>
      ask(`{ organization(id: "${id}") { name members { nodes { username } } } }`, stranger.token),
    );
    expect(await Promise.all(answers)).toEqual([
      { data: { organization: null } },
      { data: { organization: null } },
    ]);
    const unknown = `{ organization(id: "${engines}") { member(userId: "${stranger.userId}") { owner } } }`;
    expect(await ask(unknown, owner.token)).toEqual({ data: { organization: { member: null } } });
  });
});

describe('an organisation', () => {
  test('answers with its members, their roles and their reasons in one request', async () => {
    const query = `{
      organization(id: "${engines}") {
        name status owners
        members(first: 5) { nodes { userId owner roles { key inherits { key } } permissions { key because } } }
        invitations { nodes { email status } }
        clerks: members(role: "clerk", status: ACTIVE) { nodes { userId } }
        roles { key builtIn members(first: 5) { nodes { userId } } }
      }
    }`;
    const { data, errors } = await ask(query, owner.token);
    expect(errors).toBeUndefined();
    expect(data?.['organization']).toMatchObject({
      name: 'Engines',
      status: 'active',
      owners: [owner.userId],
      members: {
        nodes: [
          { userId: owner.userId, owner: true },
          {
            userId: member.userId,
            owner: false,
            roles: [{ key: 'clerk', inherits: [] }],
            permissions: expect.arrayContaining([
              { key: 'orders:refund', because: ['clerk', 'orders:refund'] },
            ]),
          },
        ],
      },
      invitations: { nodes: [{ email: stranger.email, status: 'open' }] },
      clerks: { nodes: [{ userId: member.userId }] },
      roles: expect.arrayContaining([
        { key: 'owner', builtIn: true, members: { nodes: [{ userId: owner.userId }] } },
        { key: 'clerk', builtIn: false, members: { nodes: [{ userId: member.userId }] } },
      ]),
    });
  });

  test('a member at a point of the log has the permissions of that point', async () => {
    const query = `query ($at: Instant) {
      organization(id: "${engines}") { member(userId: "${member.userId}", asOf: $at) { permissions { key } } }
    }`;
    const now = new Date().toISOString();
    expect(JSON.stringify(await ask(query, owner.token, { at: now }))).toContain('orders:refund');
    expect(await ask(query, owner.token, { at: new Date(0).toISOString() })).toEqual({
      data: { organization: { member: null } },
    });
  });

  test('a person sees the own memberships and invitations, and services see those of everybody', async () => {
    const query = `memberships { nodes { slug roles organization { name } member { owner } } }`;
    const expected = {
      nodes: [
        { slug: 'engines', roles: ['owner'], organization: { name: 'Engines' }, member: { owner: true } },
      ],
    };
    expect(await ask(`{ me { ${query} } }`, owner.token)).toEqual({
      data: { me: { memberships: expected } },
    });
    expect(await ask(`{ user(id: "${owner.userId}") { ${query} } }`, SERVICE_TOKEN)).toEqual({
      data: { user: { memberships: expected } },
    });
    const { data } = await ask('{ ownInvitations { nodes { organizationName } } }', stranger.token);
    expect(data).toEqual({ ownInvitations: { nodes: [{ organizationName: 'Engines' }] } });
  });

  test('a decision can be about an organisation', async () => {
    const query = `query ($in: ID) {
      access(subject: "${member.userId}", permission: "orders:refund", organization: $in) { allowed reason }
    }`;
    expect(await ask(query, SERVICE_TOKEN, { in: engines })).toMatchObject({
      data: { access: { allowed: true } },
    });
    expect(await ask(query, SERVICE_TOKEN)).toMatchObject({ data: { access: { allowed: false } } });
    expect(await ask(query, SERVICE_TOKEN, { in: INVENTED })).toMatchObject({
      data: { access: { allowed: false, reason: 'unknown_resource' } },
    });
  });

  test('100 members with their roles and accounts need at most 6 statements (GQL-8)', async () => {
    const large = await found(owner, 'Large');
    const people = await registerPeople(credence, stores, 100);
    const add = (id: string) => call('PUT', `/v1/organizations/${large}/members/${id}`, SERVICE_TOKEN);
    await Promise.all(people.map(add));
    const query = `query ($n: Int!) {
      organization(id: "${large}") {
        members(first: $n) { nodes { username roles { key } user { email } } }
      }
    }`;
    const counts: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      statements.take();
      const { data } = await ask(query, SERVICE_TOKEN, { n: 100 });
      counts.push(reads(statements.take()).length);
      expect(data).toMatchObject({ organization: { members: { nodes: { length: 100 } } } });
    }
    // Background tasks only add statements, and the page of members is one more.
    expect(Math.min(...counts) + 1).toBeLessThanOrEqual(6);
  });
});
