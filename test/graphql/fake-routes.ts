import { randomUUID } from 'node:crypto';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { graphqlEngine } from '../../src/api/graphql/engine.js';
import type { GraphqlOutcome } from '../../src/api/graphql/engine.js';
import { graphqlMetrics } from '../../src/api/graphql/graphql-parts.js';
import type { GraphqlParts } from '../../src/api/graphql/graphql-parts.js';
import type { GraphqlInput } from '../../src/api/graphql/limits.js';
import { listCursors } from '../../src/api/graphql/list-cursors.js';
import type { FieldRequest } from '../../src/api/graphql/route-calls.js';
import { pageQuery } from '../../src/api/http/requests/cursor.js';
import { defineRoute } from '../../src/api/http/route.js';
import type { Route } from '../../src/api/http/route.js';
import { SERVICE_CALLER } from '../../src/api/http/authentication/service-callers.js';
import { ALL_PERMISSIONS } from '../../src/domain/permissions.js';
import type { Permission } from '../../src/domain/permissions.js';

/** The number of pages of accounts that the fake routes know. */
const ACCOUNTS = 300;

/** An engine whose routes note their calls. */
export interface FakeGraphql {
  /** The operations that fields have called, in order. */
  readonly calls: string[];
  /** The errors that were logged. */
  readonly reported: unknown[];
  prepare(query: string, variables?: Record<string, unknown>): void;
  ask(
    query: string,
    variables?: Record<string, unknown>,
    request?: Partial<FieldRequest>,
  ): Promise<GraphqlOutcome>;
}

/** Returns a caller with an API key of some permissions. */
export function keyWith(...scopes: Permission[]): FieldRequest['caller'] {
  return { ...SERVICE_CALLER, actor: `api_key:${scopes.join('+')}`, scopes: new Set(scopes) };
}

const noPerson = () => Promise.reject(new Error('There are no people.'));

/** Creates an engine without a database. */
export function fakeGraphql(introspection: GraphqlParts['introspection'] = 'operators'): FakeGraphql {
  const calls: string[] = [];
  const reported: unknown[] = [];
  const engine = graphqlEngine(fakeRoutes(calls), {
    introspection,
    administrators: { find: noPerson, findMember: noPerson, needSecondFactor: false, now: () => new Date() },
    cursors: listCursors('a secret of thirty-two characters'),
    metrics: graphqlMetrics(new Registry()),
    report: (error) => reported.push(error),
  });
  const inputOf = (query: string, variables: GraphqlInput['variables'] = {}) => {
    return { query, operationName: null, variables };
  };
  return {
    calls,
    reported,
    prepare: (query, variables) => void engine.prepare(inputOf(query, variables)),
    ask: (query, variables, request) =>
      engine.answer(engine.prepare(inputOf(query, variables)), { ...requestOf(), ...request }),
  };
}

function requestOf(): FieldRequest {
  return {
    caller: { ...SERVICE_CALLER, scopes: new Set(ALL_PERMISSIONS) },
    signal: new AbortController().signal,
    context: {
      requestId: randomUUID(),
      commandId: randomUUID(),
      isNewCommand: true,
      rawQuery: '',
      now: new Date(),
      source: { ip: '127.0.0.1', userAgent: '' },
      browser: { isSameOrigin: false, refreshToken: null, deviceToken: null, secret: null, samlSecret: null },
    },
  };
}

const answers = { 200: { description: 'Anything.', body: z.looseObject({}) } };

function fakeRoutes(calls: string[]): Route[] {
  const shared = {
    method: 'get',
    summary: '',
    tag: 'GraphQL',
    auth: 'service',
    refusals: [],
    answers,
  } as const;
  const account = (id: string) => ({ user_id: id, email: `${id}@example.com` });
  return [
    defineRoute({
      ...shared,
      path: '/me',
      operation: 'readMe',
      auth: 'user',
      handle: ({ caller }) => Promise.resolve({ status: 200, body: account(caller.userId) }),
    }),
    defineRoute({
      ...shared,
      path: '/users',
      operation: 'listUsers',
      permission: 'users:read',
      query: pageQuery.extend({ status: z.string().optional(), email: z.string().optional() }),
      handle({ query: { limit, cursor = '0' } }) {
        calls.push('listUsers');
        const from = Number(cursor);
        const items = Array.from({ length: limit }, (_, i) => account(String(from + i)));
        const next_cursor = from + limit >= ACCOUNTS ? null : String(from + limit);
        return Promise.resolve({ status: 200, body: { items, next_cursor } });
      },
    }),
    defineRoute({
      ...shared,
      path: '/user',
      operation: 'readUser',
      permission: 'users:read',
      params: z.strictObject({ user_id: z.string() }),
      query: z.strictObject({ as_of: z.string().optional() }),
      handle({ params }) {
        calls.push('readUser');
        if (params.user_id === 'broken') throw new Error('select * from secrets at /srv/credence');
        return Promise.resolve({ status: 200, body: account(params.user_id) });
      },
    }),
    defineRoute({
      ...shared,
      path: '/roles',
      operation: 'listRoles',
      permission: 'roles:read',
      handle() {
        calls.push('listRoles');
        const keys = Array.from({ length: 200 }, (_, i) => `role-${i}`);
        const items = keys.map((key) => ({
          id: randomUUID(),
          key,
          name: key,
          description: '',
          permissions: [],
          inherits: keys,
          effective_permissions: [],
          built_in: false,
        }));
        return Promise.resolve({ status: 200, body: { items } });
      },
    }),
  ];
}
