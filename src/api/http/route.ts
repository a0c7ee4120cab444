import type { z } from 'zod';
import type { Permission } from '../../domain/permissions.js';
import type { Source } from '../../eventstore/codec.js';
import type { Answer, AnswerOf, AnswerShapes } from './answer.js';
import type { Deprecation } from './deprecation.js';
import type { RateLimitUse } from './limits/rate-limits.js';
import type { Tag } from './openapi/tags.js';
import type { ProblemCode } from './problems/problem-table.js';
import type { Browser, Caller, RequestContext } from './requests/request-context.js';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
/**
 * The authentication of a route. `optional`: a presented session is recognised, but not required. `session`: a user, or an
 * anonymous caller with a refresh token cookie from a page of an allowed origin; the handler verifies that token. `any`: a
 * service or a user, who comes with the permissions of the own roles; the handler authorizes the caller. `member`: a
 * service, or a person with the permission in the organisation of the path, `organization_id`.
 */
export type Auth = 'none' | 'optional' | 'user' | 'session' | 'service' | 'any' | 'member';

/** Tells whether a route admits services, besides people by the permissions of their roles. */
export function admitsServices(auth: Auth): boolean {
  return auth === 'service' || auth === 'any' || auth === 'member';
}

interface CallerKinds {
  readonly none: 'anonymous';
  readonly optional: 'anonymous' | 'user';
  readonly user: 'user';
  readonly session: 'anonymous' | 'user';
  readonly service: 'service' | 'administrator';
  readonly any: 'service' | 'administrator';
  readonly member: 'service' | 'member';
}
type CallerOf<A extends Auth> = Extract<Caller, { kind: CallerKinds[A] }>;
type Schema = z.ZodType | undefined;
type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

interface RouteDefinition<A extends Auth, Shapes, Body, Query, Params, Admitted, Result> {
  readonly method: Method;
  /** The path, with parameters as `{name}`. */
  readonly path: string;
  /** The `operationId` in the OpenAPI document. */
  readonly operation: string;
  readonly summary: string;
  readonly tag: Tag;
  readonly auth: A;
  /** The permission that a caller needs: a scope of its API key, or a permission of its roles. */
  readonly permission?: Permission;
  /** Admits administrators who act as a user. By default, routes by which users read their own data do so. */
  readonly impersonation?: 'allowed' | 'refused';
  readonly body?: Body;
  /** Expects a form body, as OAuth requires, instead of JSON. */
  readonly form?: boolean;
  /** The most bytes of a body. Defaults to 64 KiB. */
  readonly maxBodyBytes?: number;
  /** Accepts text that the stores reject, because the body is neither stored nor logged. */
  readonly anyText?: boolean;
  readonly query?: Query;
  readonly params?: Params;
  /** A media type of the JSON answers beside `application/json`, for clients that ask for it. */
  readonly answerType?: 'application/graphql-response+json';
  /** Handles every retry again: a stored answer would outlive its tokens. */
  readonly ignoresIdempotencyKey?: boolean;
  /** Lets scripts of every origin read the answers, which are the same for everybody. */
  readonly anyOrigin?: boolean;
  /** Refuses HEAD on a GET route that changes state: link previews and scanners send it. */
  readonly refusesHead?: boolean;
  /** Shows problems as pages to clients that prefer HTML: people open this route in a browser. */
  readonly showsPages?: boolean;
  /** The page whose form does the same without a script. Its name is its path. */
  readonly page?: string;
  /** Honours `If-Match`. */
  readonly ifMatch?: boolean;
  /** Honours `Last-Event-ID`, by which a client resumes a stream. */
  readonly resumes?: boolean;
  /** Honours `Event-Position` on a route that only reads, although it is no GET. */
  readonly waitsForPosition?: boolean;
  /** The longest time until the answer of a route that waits. The caller is authorized again before its answer. */
  readonly timeoutMs?: number;
  /** Set on a route that clients should leave. */
  readonly deprecation?: Deprecation;
  readonly answers: Shapes;
  /** The problems of this route, in addition to those that follow from its kind. */
  readonly refusals: readonly ProblemCode[];
  /**
   * Rejects callers that must not see the answer, and returns facts about the request that `limits` and `handle` need. Runs
   * before the limits count the request, and before a stored answer of the same `Idempotency-Key` is returned.
   *
   * @throws Problem
   */
  admit?(request: {
    readonly body: Parsed<Body>;
    readonly params: Parsed<Params>;
    readonly browser: Browser;
  }): Admitted | Promise<Admitted>;
  /**
   * Returns the limits that a request counts towards before it is handled. The changes of users have limits also without it.
   *
   * @param request `network` is the network of the address in `source`
   */
  limits?(request: {
    readonly body: Parsed<Body>;
    readonly params: Parsed<Params>;
    readonly caller: CallerOf<A>;
    readonly source: Source;
    readonly network: string;
    readonly browser: Browser;
    readonly admitted: Admitted;
  }): readonly RateLimitUse[];
  /**
   * Tells whether a request hashes a password, so that it waits for room. Without it, every request of a route with the
   * refusal `too_busy` does.
   */
  hashesPassword?(body: Parsed<Body>): boolean;
  handle(request: {
    readonly body: Parsed<Body>;
    readonly query: Parsed<Query>;
    readonly params: Parsed<Params>;
    readonly context: RequestContext;
    readonly caller: CallerOf<A>;
    /** The revision of `If-Match`, or null. */
    readonly ifMatch: number | null;
    /** The `Last-Event-ID`, or null. */
    readonly lastEventId: string | null;
    readonly admitted: Admitted;
    /** Aborts when the client has left. */
    readonly signal: AbortSignal;
  }): Promise<Result>;
}

/** A route as data. The binding, the OpenAPI document and the handler are derived from it. */
export type Route = RouteDefinition<Auth, AnswerShapes, Schema, Schema, Schema, unknown, Answer>;

/**
 * Tells whether a route honours an `Idempotency-Key`. Forms do not need one: their repetition returns the same answer or
 * changes nothing.
 */
export function honoursIdempotencyKey({ method, form, ignoresIdempotencyKey }: Route): boolean {
  return method !== 'get' && form !== true && ignoresIdempotencyKey !== true;
}

/** Defines a route. The input and the result of its handler are typed by the schemas beside it. */
export function defineRoute<
  const A extends Auth,
  Shapes extends AnswerShapes,
  Body extends Schema = undefined,
  Query extends Schema = undefined,
  Params extends Schema = undefined,
  Admitted = void,
>(
  route: RouteDefinition<A, Shapes, Body, Query, Params, Admitted, AnswerOf<Shapes>> &
    (A extends 'service' | 'member' ? { readonly permission: Permission } : { readonly permission?: never }),
): Route {
  // The handler receives exactly the output of these schemas, which the erased type cannot express.
  const erased = route as unknown as Route;
  return erased.limits === undefined && isOwnChange(erased) ? { ...erased, limits: changeLimits } : erased;
}

/** Tells whether a route refuses administrators who act as a user. */
export function refusesImpersonation({ method, auth, impersonation }: Route): boolean {
  return (impersonation ?? (method === 'get' && auth === 'user' ? 'allowed' : 'refused')) === 'refused';
}

/** Returns true for a route by which users change something of their own. */
function isOwnChange({ method, auth }: Route): boolean {
  return method !== 'get' && (auth === 'user' || auth === 'session' || auth === 'member');
}

/** The limits of a change for which the route names none: each change writes to the log. */
function changeLimits({ caller, network }: { caller: Caller; network: string }): RateLimitUse[] {
  if (caller.kind === 'user' || caller.kind === 'member') return [['change.account', caller.userId]];
  return caller.kind === 'anonymous' ? [['refresh.source', network]] : [];
}
