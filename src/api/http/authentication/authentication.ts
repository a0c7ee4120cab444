import type { Request, Response } from 'express';
import type { ApiKeyCheck } from '../../../commands/api-keys/check-api-key.js';
import type { Permission } from '../../../domain/permissions.js';
import type { SessionClaims } from '../../../projections/live/ended-sessions.js';
import { networkOf } from '../../../security/limits/network.js';
import type { AccessTokens } from '../../../security/tokens/access-tokens.js';
import { Problem, problemOf, unavailable } from '../problems/problem.js';
import type { RateLimits } from '../limits/rate-limits.js';
import { addressOf } from '../requests/request-context.js';
import type { Caller, SignedInUser } from '../requests/request-context.js';
import { isSameOrigin } from '../requests/same-origin.js';
import { admitsServices } from '../route.js';
import type { Auth } from '../route.js';
import { administratorOf, checkAdministrator, mayAct } from './administrators.js';
import type { AdministratorRules } from './administrators.js';
import { isStillMember, memberOf, requireOwnOrganization } from './members.js';
import type { MemberRules } from './members.js';
import type { CookiePolicy } from './cookie-policy.js';
import { bearerOf, SERVICE_CALLER, serviceOf } from './service-callers.js';
import { readSessionCookies } from './session-cookies.js';

export interface Authentication {
  readonly accessTokens: AccessTokens;
  readonly endedSessions: { isEnded(session: SessionClaims): boolean };
  /** Returns false if this process may lack revocations. Tokens and API keys are then neither accepted nor rejected. */
  readonly knowsRevocations: () => boolean;
  /** The internal service token, or null if services use API keys only. */
  readonly serviceToken: string | null;
  readonly checkApiKey: ApiKeyCheck;
  readonly administrators: MemberRules;
  /** The origins whose pages may authenticate with cookies. */
  readonly cookieOrigins: ReadonlySet<string>;
  readonly cookies: CookiePolicy;
  readonly limits: RateLimits;
}

/** The credentials that a route requires. */
export interface AccessRequirement {
  readonly auth: Auth;
  /** The permission that a service or an administrator needs. */
  readonly permission?: Permission;
}

/**
 * Authenticates and authorizes the caller of a route. Guesses at service credentials are rate limited. The request log
 * names an authenticated caller even if the route rejects it (OWASP ASVS 16.3.2).
 *
 * @throws Problem unauthenticated, forbidden, insufficient_scope, cross_site_request, rate_limited, unavailable
 */
export async function authenticate(
  requirement: AccessRequirement,
  request: Request,
  response: Response,
  parts: Authentication,
): Promise<Caller> {
  if (!admitsServices(requirement.auth) || bearerOf(request) === undefined)
    return await authorize(requirement, request, response, parts);
  const source = networkOf(addressOf(request));
  const counted = await parts.limits.count([['credential.source', source]], response);
  try {
    const caller = await authorize(requirement, request, response, parts);
    counted.settle(null);
    return caller;
  } catch (error) {
    counted.settle(problemOf(error).code);
    throw error;
  }
}

/** Tells whether a caller whose answer is still open would be authorized again. */
export async function mayStill(
  requirement: AccessRequirement,
  request: Request,
  parts: Authentication,
): Promise<boolean> {
  try {
    await authorizeAgain(requirement, request, parts);
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

/** @throws Problem unauthenticated, forbidden, insufficient_scope, unavailable */
export async function authorizeAgain(
  requirement: AccessRequirement,
  request: Request,
  parts: Authentication,
): Promise<void> {
  admit(requirement, await identify(requirement, request, parts), request, parts);
}

async function authorize(
  requirement: AccessRequirement,
  request: Request,
  response: Response,
  parts: Authentication,
): Promise<Caller> {
  const caller = await identify(requirement, request, parts);
  response.locals['caller'] = caller;
  admit(requirement, caller, request, parts);
  return caller;
}

/** @throws Problem insufficient_scope, forbidden, reauthentication_required, UnknownOrganization */
function admit(
  { auth, permission }: AccessRequirement,
  caller: Caller,
  request: Request,
  parts: Authentication,
): void {
  requireOwnOrganization(caller, auth, request.params['organization_id']);
  requirePermission(permission, caller, parts);
}

/**
 * Verifies that a caller has the permission of a route, if the route names one.
 *
 * @throws Problem insufficient_scope, forbidden, reauthentication_required
 */
export function requirePermission(
  permission: Permission | undefined,
  caller: Caller,
  { administrators }: { readonly administrators: AdministratorRules },
): void {
  if (permission === undefined) return;
  if (caller.kind === 'service' && !caller.scopes.has(permission)) throw new Problem('insufficient_scope');
  if (caller.kind === 'administrator') checkAdministrator(permission, caller, administrators);
}

async function identify(
  { auth, permission }: AccessRequirement,
  request: Request,
  parts: Authentication,
): Promise<Caller> {
  if (auth === 'none') return { kind: 'anonymous' };
  const token = bearerOf(request);
  const service = admitsServices(auth) && token !== undefined ? await serviceOf(token, request, parts) : null;
  if (service !== null) {
    // The internal token cannot be revoked.
    if (service !== SERVICE_CALLER) requireRevocations(parts);
    return service;
  }
  const user = token === undefined ? await userOfCookie(request, parts) : await userOf(token, parts, false);
  if (auth === 'optional' && !isOwnSession(user)) return { kind: 'anonymous' };
  if (user === 'cross-site') throw new Problem('cross_site_request');
  if (user === null) {
    if (auth === 'session' && hasRefreshCookie(request, parts)) return { kind: 'anonymous' };
    throw new Problem('unauthenticated');
  }
  if (user.organizationId !== null && auth !== 'member') throw new Problem('unauthenticated');
  if (!admitsServices(auth)) return user;
  if (user.impersonator !== null) throw new Problem('impersonation_refused');
  if (auth === 'member')
    return await memberOf(user, request.params['organization_id'], permission, parts.administrators);
  return await administratorOf(user, parts.administrators);
}

/** Tells whether a token stands for a session. One for an organisation is presented to others, and opens no account. */
function isOwnSession(user: SignedInUser | 'cross-site' | null): user is SignedInUser {
  return user !== null && user !== 'cross-site' && user.organizationId === null;
}

/** Returns the user of an access token, or null if the token is invalid or its session has ended. */
async function userOf(token: string, parts: Authentication, byCookie: boolean) {
  const claims = await parts.accessTokens.verify(token);
  if (claims === null || parts.endedSessions.isEnded(claims)) return null;
  const { userId, sessionId, acr, authTime, impersonator, organization } = claims;
  if (impersonator !== null && !(await mayAct(impersonator, parts.endedSessions, parts.administrators)))
    return null;
  if (organization !== null && !(await isStillMember(userId, organization, parts.administrators)))
    return null;
  requireRevocations(parts);
  return {
    kind: 'user',
    userId,
    sessionId,
    acr,
    authTime,
    byCookie,
    impersonator: impersonator?.userId ?? null,
    organizationId: organization?.organizationId ?? null,
  } as const;
}

/** @throws Problem unavailable: the credential is valid by a state that may be too old */
function requireRevocations({ knowsRevocations }: Authentication): void {
  if (!knowsRevocations()) throw unavailable();
}

/** Returns the user of the access token cookie, or `cross-site` if a page of another site sent the cookie. */
async function userOfCookie(request: Request, parts: Authentication) {
  const { access } = readSessionCookies(request, parts.cookies);
  // An `Authorization` header of any form takes precedence over the cookie.
  if (access === null || request.get('authorization') !== undefined) return null;
  return isSameOrigin(request, parts.cookieOrigins) ? await userOf(access, parts, true) : 'cross-site';
}

/**
 * Checks for a refresh token cookie, which outlives the access token cookie.
 *
 * @throws Problem cross_site_request
 */
function hasRefreshCookie(request: Request, { cookieOrigins, cookies }: Authentication): boolean {
  const { refresh } = readSessionCookies(request, cookies);
  if (refresh === null || request.get('authorization') !== undefined) return false;
  if (!isSameOrigin(request, cookieOrigins)) throw new Problem('cross_site_request');
  return true;
}
