import { randomUUID } from 'node:crypto';
import { requirePermission } from '../http/authentication/authentication.js';
import { memberOf } from '../http/authentication/members.js';
import type { MemberRules } from '../http/authentication/members.js';
import { Problem, unavailable } from '../http/problems/problem.js';
import type {
  Administrator,
  Caller,
  RequestContext,
  SignedInUser,
} from '../http/requests/request-context.js';
import { parseParts } from '../http/requests/route-input.js';
import type { Route } from '../http/route.js';
import { isCleanValue } from './clean-value.js';

/** The members of a JSON object. */
export type Members = Readonly<Record<string, unknown>>;

/** The input of a REST route. Members that are null or undefined are left out. */
export interface RouteValues {
  readonly params?: Members;
  readonly query?: Members;
  readonly body?: Members;
}

/** The request that the fields of a document belong to. */
export interface FieldRequest {
  readonly caller: Extract<Caller, { kind: 'service' | 'administrator' }>;
  readonly context: RequestContext;
  readonly signal: AbortSignal;
}

/** Calls a REST route by its operation, and returns the body of its answer. */
export type CallRoute = (operation: string, values: RouteValues) => Promise<Members>;

/**
 * Returns the calls of one request. A call with the same input is made once, so an alias repeats nothing. The look-ups behind
 * the routes join concurrent calls into one statement.
 */
export function routeCalls(
  routes: ReadonlyMap<string, Route>,
  request: FieldRequest,
  administrators: MemberRules,
): CallRoute {
  const made = new Map<string, Promise<Members>>();
  return (operation, values) => {
    const key = JSON.stringify([operation, values]);
    const found = made.get(key);
    if (found !== undefined) return found;
    const call = callRoute(requireRoute(routes, operation), values, request, administrators);
    made.set(key, call);
    return call;
  };
}

function requireRoute(routes: ReadonlyMap<string, Route>, operation: string): Route {
  const route = routes.get(operation);
  if (route === undefined) throw new Error(`There is no operation ${operation}.`);
  return route;
}

/** @throws DomainError, Problem as the route does over HTTP, or unavailable: the client has left */
async function callRoute(
  route: Route,
  values: RouteValues,
  { caller: presented, context, signal }: FieldRequest,
  administrators: MemberRules,
): Promise<Members> {
  if (signal.aborted) throw unavailable();
  const caller = await callerOf(route, presented, values, administrators);
  requirePermission(route.permission, caller, { administrators });
  if (!isCleanValue(values))
    throw new Problem('invalid_input', { detail: 'Control characters and invalid Unicode are not allowed.' });
  const { params = {}, query = {}, body } = values;
  const input = parseParts(route, { params, query: definedOf(query), body: body && definedOf(body) });
  // Every call is a command of its own: a search of the audit is recorded each time.
  const command = { ...context, commandId: randomUUID(), isNewCommand: true };
  const rest = { ifMatch: null, lastEventId: null, admitted: undefined, signal };
  const answer = await route.handle({ ...input, ...rest, caller, context: command });
  if (!isMembers(answer.body)) throw new Error(`${route.operation} has no object as its answer.`);
  return answer.body;
}

/**
 * Returns the caller as the kind of route sees it. Only people use the routes of their own account.
 *
 * @throws UnknownOrganization
 * @throws Problem unauthenticated, forbidden, reauthentication_required
 */
async function callerOf(
  { auth, permission }: Route,
  caller: FieldRequest['caller'],
  { params }: RouteValues,
  administrators: MemberRules,
): Promise<Caller> {
  if (auth === 'service' || (auth === 'member' && caller.kind === 'service')) return caller;
  if (caller.kind !== 'administrator') throw new Problem('unauthenticated');
  const user = userOf(caller);
  return auth === 'member'
    ? await memberOf(user, params?.['organization_id'], permission, administrators)
    : user;
}

/** No route that only reads sets cookies. */
function userOf({ userId, sessionId, acr, authTime }: Administrator): SignedInUser {
  const own = { byCookie: false, impersonator: null, organizationId: null } as const;
  return { kind: 'user', userId, sessionId, acr, authTime, ...own };
}

function definedOf(members: Members): Members {
  const entries = Object.entries(members).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries);
}

/** Tells whether a value is a JSON object. */
export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
