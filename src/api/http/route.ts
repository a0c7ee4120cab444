import type { z } from 'zod';
import type { Permission } from '../../domain/permissions.js';
import type { Source } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { RateLimitUse } from './limits/rate-limits.js';
import type { Problem } from './problems/problem.js';
import type { ProblemCode } from './problems/problem-table.js';
import type { Browser, Caller, RequestContext } from './requests/request-context.js';
import type { Chunks } from './stream-answer.js';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
/**
 * The authentication of a route. `optional`: a presented session is recognised, but not required. `session`: a user, or an
 * anonymous caller with a refresh token cookie from a page of an allowed origin; the handler verifies that token.
 */
export type Auth = 'none' | 'optional' | 'user' | 'session' | 'service';

/** The statuses of answers that are not problems, and of failing readiness. */
type AnswerStatus = 200 | 201 | 202 | 302 | 503;

type MediaType = 'text/plain' | 'application/octet-stream';

interface AnswerShape {
  readonly description: string;
  /** The schema of the body. A redirect has none. */
  readonly body?: z.ZodType;
  /** The media type of a body that is not JSON. */
  readonly media?: MediaType;
  /** The media type of an answer that is a stream. It has no schema. */
  readonly streamType?: string;
  /** Descriptions of the headers of this answer, in addition to the common ones. */
  readonly headers?: Readonly<Record<string, string>>;
}
type AnswerShapes = Readonly<Partial<Record<AnswerStatus, AnswerShape>>>;

/** A body that is not JSON. Only a GET route has one, whose answers are not stored. */
export interface Content<Media extends MediaType = MediaType> {
  readonly media: Media;
  readonly bytes: Buffer;
}

/** Header values by name. A header with several values is sent several times. */
export type AnswerHeaders = Readonly<Record<string, string | string[]>>;

/** The parts of an answer beside its status and body. */
interface AnswerMetadata {
  /** The log position of the change. The answer waits until the read models have reached it. */
  readonly position?: Position | null;
  /** The revision of the resource, sent as its `ETag`. */
  readonly revision?: number;
  readonly headers?: AnswerHeaders;
  /** The body of a stream, in place of `body`. */
  readonly stream?: Chunks;
  /** The problem behind a redirect with an error, for the log. */
  readonly problem?: Problem;
  /** The id of the user that an anonymous request belongs to, for the log. */
  readonly user?: string;
}

export interface Answer extends AnswerMetadata {
  readonly status: number;
  readonly body?: unknown;
  readonly content?: Content;
}

type BodyOf<Shape> = Shape extends { readonly body: infer Schema extends z.ZodType }
  ? { readonly body: z.input<Schema> }
  : Shape extends { readonly media: infer Media extends MediaType }
    ? { readonly body?: never; readonly content: Content<Media> }
    : { readonly body?: never };
/** The answers that conform to the shapes of a route: a declared status with the body of its schema. */
export type AnswerOf<Shapes> = {
  [Status in keyof Shapes & AnswerStatus]: AnswerMetadata & { readonly status: Status } & BodyOf<
      Shapes[Status]
    >;
}[keyof Shapes & AnswerStatus];

interface CallerKinds {
  readonly none: 'anonymous';
  readonly optional: 'anonymous' | 'user';
  readonly user: 'user';
  readonly session: 'anonymous' | 'user';
  readonly service: 'service' | 'administrator';
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
  readonly tag: string;
  readonly auth: A;
  /** The permission that a caller needs: a scope of its API key, or a permission of its roles. */
  readonly permission?: Permission;
  readonly body?: Body;
  /** Expects a form body, as OAuth requires, instead of JSON. */
  readonly form?: boolean;
  /** Accepts text that the stores reject, because the body is neither stored nor logged. */
  readonly anyText?: boolean;
  readonly query?: Query;
  readonly params?: Params;
  /** Handles every retry again: a stored answer would outlive its tokens. */
  readonly ignoresIdempotencyKey?: boolean;
  /** Lets scripts of every origin read the answers, which are the same for everybody. */
  readonly anyOrigin?: boolean;
  /** Refuses HEAD on a GET route that changes state: link previews and scanners send it. */
  readonly refusesHead?: boolean;
  /** Shows problems as pages to clients that prefer HTML: people open this route in a browser. */
  readonly showsPages?: boolean;
  /** Honours `If-Match`. */
  readonly ifMatch?: boolean;
  /** Honours `Last-Event-ID`, by which a client resumes a stream. */
  readonly resumes?: boolean;
  /** Honours `Event-Position` on a route that only reads, although it is no GET. */
  readonly waitsForPosition?: boolean;
  /** The longest time until the answer of a route that waits. The caller is authorized again before its answer. */
  readonly timeoutMs?: number;
  readonly answers: Shapes;
  /** The problems of this route, in addition to those that follow from its kind. */
  readonly refusals: readonly ProblemCode[];
  /**
   * Rejects callers that must not see the answer, and returns facts about the request that `limits` and `handle` need. Runs
   * before the limits count the request, and before a stored answer of the same `Idempotency-Key` is returned.
   *
   * @throws Problem
   */
  admit?(request: { readonly body: Parsed<Body>; readonly browser: Browser }): Admitted;
  /**
   * Returns the limits that a request counts towards before it is handled. The changes of users have limits also without it.
   *
   * @param request `network` is the network of the address in `source`
   */
  limits?(request: {
    readonly body: Parsed<Body>;
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
    (A extends 'service' ? { readonly permission: Permission } : { readonly permission?: never }),
): Route {
  // The handler receives exactly the output of these schemas, which the erased type cannot express.
  const erased = route as unknown as Route;
  return erased.limits === undefined && isOwnChange(erased) ? { ...erased, limits: changeLimits } : erased;
}

/** Returns true for a route by which users change something of their own. */
function isOwnChange({ method, auth }: Route): boolean {
  return method !== 'get' && (auth === 'user' || auth === 'session');
}

/** The limits of a change for which the route names none: each change writes to the log. */
function changeLimits({ caller, network }: { caller: Caller; network: string }): RateLimitUse[] {
  return caller.kind === 'user' ? [['change.account', caller.userId]] : [['refresh.source', network]];
}
