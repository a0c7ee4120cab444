import type { z } from 'zod';
import type { Scope } from '../../domain/api-key/scopes.js';
import type { Position } from '../../eventstore/port.js';
import type { Problem, ProblemCode } from './problems/problem.js';
import type { RateLimitUse } from './limits/rate-limits.js';
import type { Browser, Caller, RequestContext } from './requests/request-context.js';

export type Method = 'get' | 'post' | 'patch' | 'delete';
/**
 * `optional`: a session that is presented is recognised, and none is asked for. `session`: a user; or nobody yet, where a
 * page of ours sends the refresh token that its browser keeps, which the handler has to check.
 */
export type Auth = 'none' | 'optional' | 'user' | 'session' | 'service';

export interface AnswerShape {
  readonly description: string;
  /** Left out where there is none, as with a redirection. */
  readonly body?: z.ZodType;
  /** What its own headers are for, beside those of every answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A header with several values is sent several times. */
export type AnswerHeaders = Readonly<Record<string, string | string[]>>;

/** What a handler answers. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** The answer waits until the read models have reached it, and tells it. */
  readonly position?: Position | null;
  /** The revision of the resource: its `ETag`. */
  readonly revision?: number;
  readonly headers?: AnswerHeaders;
  /** A refusal that is told otherwise than as a problem, for the log. */
  readonly problem?: Problem;
  /** The id of who an anonymous caller has turned out to be. */
  readonly user?: string;
}

interface Kinds {
  readonly none: 'anonymous';
  readonly optional: 'anonymous' | 'user';
  readonly user: 'user';
  readonly session: 'anonymous' | 'user';
  readonly service: 'service';
}
type CallerOf<A extends Auth> = Extract<Caller, { kind: Kinds[A] }>;
type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** A route as data: what binds it, what documents it, and what it does. */
export interface Route<
  A extends Auth = Auth,
  Body extends z.ZodType | undefined = z.ZodType | undefined,
  Query extends z.ZodType | undefined = z.ZodType | undefined,
  Params extends z.ZodType | undefined = z.ZodType | undefined,
> {
  readonly method: Method;
  /** With parameters as `{name}`. */
  readonly path: string;
  /** The name of the operation in the OpenAPI document. */
  readonly operation: string;
  readonly summary: string;
  readonly tag: string;
  readonly auth: A;
  /** What a service must be allowed to do. */
  readonly scope?: Scope;
  readonly body?: Body;
  /** Whether the body is a form, as OAuth wants it, and not JSON. */
  readonly form?: boolean;
  /** Whether the text in the body may be any, because it is compared only, and neither kept nor logged. */
  readonly anyText?: boolean;
  readonly query?: Query;
  readonly params?: Params;
  /** Whether a repeat is judged anew, whatever key it carries: an answer that is kept would outlast what it gives. */
  readonly ignoresIdempotencyKey?: boolean;
  /** Whether `If-Match` is honoured. */
  readonly ifMatch?: boolean;
  readonly answers: Readonly<Record<number, AnswerShape>>;
  /** The refusals of this route, beside those that every route has. */
  readonly refusals: readonly ProblemCode[];
  /**
   * What a request counts for before it is carried out.
   *
   * @param request `network` stands for the whole of its source
   */
  limits?(request: {
    readonly body: Parsed<Body>;
    readonly caller: CallerOf<A>;
    readonly network: string;
    readonly browser: Browser;
  }): readonly RateLimitUse[];
  handle(request: {
    readonly body: Parsed<Body>;
    readonly query: Parsed<Query>;
    readonly params: Parsed<Params>;
    readonly context: RequestContext;
    readonly caller: CallerOf<A>;
    /** The revision of `If-Match`, or null. */
    readonly ifMatch: number | null;
  }): Promise<Answer>;
}

/**
 * Whether an `Idempotency-Key` is honoured. What is asked by a form may be asked again: it says the same, or changes
 * nothing.
 */
export function honoursIdempotencyKey({ method, form, ignoresIdempotencyKey }: Route): boolean {
  return method !== 'get' && form !== true && ignoresIdempotencyKey !== true;
}

/** Infers the types of a handler's input from the schemas beside it. */
export function defineRoute<
  const A extends Auth,
  Body extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Params extends z.ZodType | undefined = undefined,
>(route: Route<A, Body, Query, Params> & (A extends 'service' ? { readonly scope: Scope } : unknown)): Route {
  // The handler gets exactly what these schemas have parsed, which the erased type cannot say.
  return route as unknown as Route;
}
