import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import { ALL_SCOPES } from '../../../domain/api-key/scopes.js';
import type { Scope } from '../../../domain/api-key/scopes.js';
import type { SessionClaims } from '../../../projections/live/ended-sessions.js';
import type { AccessTokens } from '../../../security/tokens/access-tokens.js';
import { BEARER_TOKEN } from '../../../security/tokens/bearer-token.js';
import type { ApiKeyCheck } from '../../../commands/api-keys/check-api-key.js';
import { isSameOrigin } from '../requests/same-origin.js';
import { networkOf } from '../../../security/limits/network.js';
import { Problem, problemOf } from '../problems/problem.js';
import type { RateLimits } from '../limits/rate-limits.js';
import { addressOf, sourceOf } from '../requests/request-context.js';
import type { Caller } from '../requests/request-context.js';
import type { Auth } from '../route.js';
import { sessionCookies } from './session-cookies.js';

export interface Authentication {
  readonly accessTokens: AccessTokens;
  readonly endedSessions: { isEnded(session: SessionClaims): boolean };
  /** Null: no service may call by it. */
  readonly serviceToken: string | null;
  readonly checkApiKey: ApiKeyCheck;
  /** From whose pages cookies count. */
  readonly cookieOrigins: ReadonlySet<string>;
  readonly limits: RateLimits;
}

/** What a route asks of who calls. */
export interface Demand {
  readonly auth: Auth;
  /** What a service must be allowed to do. */
  readonly scope?: Scope;
}

/** RFC 6750 §2.1. Nowhere else is a token looked for, least of all in the query. */
const BEARER = new RegExp(`^Bearer (${BEARER_TOKEN.source})$`, 'i');

const EVERYTHING: ReadonlySet<Scope> = new Set(ALL_SCOPES);

/**
 * Who calls, as far as the route asks for it. Credentials of services can be guessed at only so often. Whoever is known
 * stands in the line of the request, also where the route is not for him (OWASP ASVS 16.3.2).
 *
 * @throws Problem unauthenticated, forbidden, insufficient_scope, cross_site_request, rate_limited
 */
export async function authenticate(
  demand: Demand,
  request: Request,
  response: Response,
  parts: Authentication,
): Promise<Caller> {
  if (demand.auth !== 'service' || bearerOf(request) === undefined)
    return await admit(demand, request, response, parts);
  const taken = await parts.limits.take([['credential.source', networkOf(addressOf(request))]], response);
  try {
    const caller = await admit(demand, request, response, parts);
    taken.settle(null);
    return caller;
  } catch (error) {
    taken.settle(problemOf(error).code);
    throw error;
  }
}

async function admit(
  { auth, scope }: Demand,
  request: Request,
  response: Response,
  parts: Authentication,
): Promise<Caller> {
  const caller = await identify(auth, request, parts);
  response.locals['caller'] = caller;
  if (caller.kind === 'service' && scope !== undefined && !caller.scopes.has(scope))
    throw new Problem('insufficient_scope');
  if (caller.kind === 'user' && auth === 'service') throw new Problem('forbidden');
  return caller;
}

async function identify(auth: Auth, request: Request, parts: Authentication): Promise<Caller> {
  if (auth === 'none') return { kind: 'anonymous' };
  const token = bearerOf(request);
  const service = auth === 'service' && token !== undefined ? await serviceOf(token, request, parts) : null;
  if (service !== null) return service;
  const user = token === undefined ? await browserOf(request, parts) : await userOf(token, parts, false);
  if (auth === 'optional' && (user === null || user === 'elsewhere')) return { kind: 'anonymous' };
  if (user === 'elsewhere') throw new Problem('cross_site_request');
  if (user !== null) return user;
  if (auth === 'session' && keepsSession(request, parts)) return { kind: 'anonymous' };
  throw new Problem('unauthenticated');
}

/** The service whose internal token or API key it is. */
async function serviceOf(token: string, request: Request, { serviceToken, checkApiKey }: Authentication) {
  if (isServiceToken(token, serviceToken))
    return { kind: 'service', actor: 'service', scopes: EVERYTHING } as const;
  const { requestId } = request.res?.locals as { requestId: string };
  const key = await checkApiKey({ token, correlationId: requestId, source: () => sourceOf(request) });
  if (key === null) return null;
  return { kind: 'service', actor: `api_key:${key.id}`, scopes: new Set(key.scopes) } as const;
}

/** The user in whose session an access token was given out, while that goes on. */
async function userOf(token: string, { accessTokens, endedSessions }: Authentication, byCookie: boolean) {
  const claims = await accessTokens.verify(token);
  if (claims === null || endedSessions.isEnded(claims)) return null;
  return { kind: 'user', userId: claims.userId, sessionId: claims.sessionId, byCookie } as const;
}

/** The user whose browser keeps the token; `elsewhere` where it was not a page of ours that has sent it along. */
async function browserOf(request: Request, parts: Authentication) {
  const { access } = sessionCookies(request);
  // Who shows another credential, of whatever form, does not mean the cookie.
  if (access === null || request.get('authorization') !== undefined) return null;
  return isSameOrigin(request, parts.cookieOrigins) ? await userOf(access, parts, true) : 'elsewhere';
}

/**
 * Whether a browser has kept the refresh token of a session: it does so for longer than the access token.
 *
 * @throws Problem cross_site_request
 */
function keepsSession(request: Request, { cookieOrigins }: Authentication): boolean {
  const { refresh } = sessionCookies(request);
  if (refresh === null || request.get('authorization') !== undefined) return false;
  if (!isSameOrigin(request, cookieOrigins)) throw new Problem('cross_site_request');
  return true;
}

/** The token that a request presents, if it has the form of one, and is the only one. */
export function bearerOf(request: Request): string | undefined {
  // Which of two counts is every reader's own choice, and a proxy before us may have made another.
  if ((request.headersDistinct['authorization']?.length ?? 0) > 1) return undefined;
  return BEARER.exec(request.get('authorization') ?? '')?.[1];
}

/** Compared in constant time. */
export function isServiceToken(given: string, expected: string | null): boolean {
  if (expected === null) return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
