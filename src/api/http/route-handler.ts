import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { RefusedOnRecord } from '../../commands/sessions/refresh.js';
import type { Position } from '../../eventstore/port.js';
import { authenticate } from './authentication/authentication.js';
import type { Authentication } from './authentication/authentication.js';
import { withinDeadline } from './requests/deadline.js';
import { fieldErrors, jsonPointer } from './requests/field-errors.js';
import { parseForm } from './requests/form-body.js';
import type { FinishedAnswer, Idempotency } from './idempotency.js';
import { parseJson } from './requests/json-body.js';
import { browserSecret } from '../federation/browser-cookie.js';
import { isSameOrigin } from './requests/same-origin.js';
import type { RateLimits } from './limits/rate-limits.js';
import { addressKey } from './limits/address-key.js';
import { networkOf } from '../../security/limits/network.js';
import { isPosition } from './requests/position.js';
import { Problem, problemBody, problemHeaders, problemOf, problems } from './problems/problem.js';
import type { FieldError } from './problems/problem.js';
import { sendProblem } from './problems/send-problem.js';
import { actorOf, sourceOf } from './requests/request-context.js';
import type { Browser, Caller } from './requests/request-context.js';
import { honoursIdempotencyKey } from './route.js';
import type { Answer, Route } from './route.js';
import { sessionCookies } from './authentication/session-cookies.js';
import { isCleanText } from '../../domain/clean-text.js';
import { recordedEmailAddress } from '../../domain/user/email-address.js';

export interface AnswerParts {
  readonly authentication: Authentication;
  readonly idempotency: Idempotency;
  readonly limits: RateLimits;
  /** What stands in the log for a name that must not: always the same for the same. */
  readonly pseudonym: (name: string) => string;
  /** Waits until what this process reads from has passed a position, for a bounded time. */
  readonly waitForReadModels: (position: Position) => Promise<boolean>;
}

const IF_MATCH = /^"(\d{1,9})"$/;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** Turns a route into a handler: who calls, is the input valid, what was done, and is it visible yet. */
export function routeHandler(route: Route, parts: AnswerParts): RequestHandler {
  return async (request, response) => {
    const { requestId } = response.locals as { requestId: string };
    const caller = await authenticate(route, request, response, parts.authentication);
    const input = readInput(route, request);
    response.locals['account'] = maskedAccount(input.body, parts);
    response.locals['provider'] = providerIn(input.params);
    const source = sourceOf(request);
    const browser = browserOf(request, parts.authentication);
    const awaited = positionAwaited(request);
    const stale = awaited !== null && !(await parts.waitForReadModels(awaited));

    const work = async (commandId: string): Promise<FinishedAnswer> => {
      const context = { requestId, commandId, now: new Date(), source, browser };
      const network = networkOf(source.ip);
      const uses = route.limits?.({ body: input.body, caller, network, browser }) ?? [];
      const taken = await parts.limits.take(uses, response);
      try {
        const answer = await route.handle({ ...input, context, caller });
        taken.settle(null);
        response.locals['problem'] = answer.problem?.code;
        response.locals['reason'] = answer.problem?.details.reason;
        return await finish(answer, parts);
      } catch (error) {
        taken.settle(problemOf(error).code);
        // What a refusal has ended is over here once it is told.
        if (error instanceof RefusedOnRecord && error.position !== null)
          await parts.waitForReadModels(error.position);
        throw error;
      }
    };
    const key = honoursIdempotencyKey(route) ? idempotencyKey(request) : null;
    const asking = askingOf(route, caller, browser);
    const finished = await withinDeadline(
      key === null
        ? work(randomUUID())
        : once(request, response, { caller: asking, key, requestId }, parts.idempotency, work),
    );
    response.locals['user'] = finished.user;
    if (stale) response.set('Consistency', 'pending');
    response.status(finished.status).set(finished.headers).send(finished.body);
  };
}

function browserOf(request: Request, { cookieOrigins }: Authentication): Browser {
  return {
    fromOwnPage: isSameOrigin(request, cookieOrigins),
    refreshToken: sessionCookies(request).refresh,
    secret: browserSecret(request.get('cookie')),
  };
}

/** The address that a body names: who fails to sign in is nobody else's business, and one must be known again. */
function maskedAccount(body: unknown, { pseudonym }: AnswerParts): string | undefined {
  if (typeof body !== 'object' || body === null || !('email' in body)) return undefined;
  const address = recordedEmailAddress.safeParse(body.email).data;
  return address === undefined ? undefined : pseudonym(addressKey(address));
}

/** The identity provider that a path names. */
function providerIn(params: unknown): string | undefined {
  if (typeof params !== 'object' || params === null || !('provider' in params)) return undefined;
  return typeof params.provider === 'string' ? params.provider : undefined;
}

/** Who asks, as far as it makes a request the same as another. */
function askingOf({ auth }: Route, caller: Caller, { refreshToken }: Browser): string {
  // What is presented without need may be void at the repeat, and does not make another request of it.
  if (auth === 'optional') return 'anonymous';
  return auth === 'session' && caller.kind === 'anonymous' ? `cookie ${refreshToken}` : actorOf(caller);
}

/** Refusals are answers too: a repeat gets the same one. */
async function once(
  request: Request,
  response: Response,
  { caller, key, requestId }: { caller: string; key: string; requestId: string },
  idempotency: Idempotency,
  work: (commandId: string) => Promise<FinishedAnswer>,
): Promise<FinishedAnswer> {
  const body: unknown = request.body;
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  const keyed = {
    caller,
    key,
    request: Buffer.concat([Buffer.from(`${request.method} ${request.originalUrl}\0`), bytes]),
  };
  return await idempotency.once(keyed, (commandId) =>
    work(commandId).catch((error: unknown) => {
      const problem = problemOf(error);
      const [status] = problems[problem.code];
      // What may go better the next time is not kept.
      if (status >= 500 || status === 429 || problem.code === 'conflict') throw error;
      response.locals['problem'] = problem.code;
      return {
        status,
        headers: problemHeaders(problem),
        body: JSON.stringify(problemBody(problem, requestId, request.path)),
      };
    }),
  );
}

async function finish(answer: Answer, { waitForReadModels }: AnswerParts): Promise<FinishedAnswer> {
  const { status, body, position = null, revision, headers, user } = answer;
  const consistent = position === null || (await waitForReadModels(position));
  return {
    status,
    headers: {
      ...(body !== undefined && { 'Content-Type': 'application/json; charset=utf-8' }),
      'Cache-Control': 'no-store',
      ...(revision !== undefined && { ETag: `"${String(revision)}"` }),
      ...(position !== null && { 'Event-Position': position }),
      ...(!consistent && { Consistency: 'pending' }),
      ...headers,
    },
    body: body === undefined ? '' : JSON.stringify(body),
    ...(user !== undefined && { user }),
  };
}

function readInput(route: Route, request: Request) {
  const errors: FieldError[] = [];
  const params = check(route.params, { ...request.params }, parameterPointer, errors);
  const query = check(route.query, { ...request.query }, parameterPointer, errors);
  const body = check(route.body, bodyOf(route, request), jsonPointer, errors, route.anyText);
  if (errors.length > 0) throw new Problem('invalid_input', { errors });
  return { params, query, body, ifMatch: route.ifMatch === true ? revisionExpected(request) : null };
}

function parameterPointer(path: readonly PropertyKey[]): string {
  return `?${path.map(String).join('/')}`;
}

function bodyOf(route: Route, request: Request): unknown {
  if (route.body === undefined) return undefined;
  const [type, ...others] = request.headersDistinct['content-type'] ?? [];
  if (others.length > 0) throw new Problem('unsupported_media_type');
  if (route.form === true) return parseForm(request.body, type);
  const value = parseJson(request.body, type);
  if (value !== undefined) return value;
  // A body of which nothing is required may be left out.
  if (route.body.safeParse({}).success) return {};
  throw new Problem('unsupported_media_type');
}

function check(
  schema: z.ZodType | undefined,
  value: unknown,
  pointer: (path: readonly PropertyKey[]) => string,
  errors: FieldError[],
  anyText = false,
): unknown {
  if (schema === undefined) return undefined;
  if (!anyText && typeof value === 'object' && value !== null) {
    for (const [name, text] of Object.entries(value)) {
      if (typeof text === 'string' && !isCleanText(text)) {
        errors.push({
          pointer: pointer([name]),
          code: 'invalid_characters',
          detail: 'The text is not clean.',
        });
      }
    }
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  errors.push(...fieldErrors(parsed.error, pointer));
  return undefined;
}

function positionAwaited(request: Request): Position | null {
  const given = request.method === 'GET' ? request.get('event-position') : undefined;
  if (given === undefined) return null;
  if (!isPosition(given)) throw invalidHeader('#Event-Position', 'This is not a position.');
  return given;
}

function revisionExpected(request: Request): number | null {
  const given = request.get('if-match');
  if (given === undefined || given === '*') return null;
  const revision = IF_MATCH.exec(given)?.[1];
  if (revision === undefined) throw new Problem('precondition_failed');
  return Number(revision);
}

function idempotencyKey(request: Request): string | null {
  const given = request.get('idempotency-key');
  if (given === undefined) return null;
  if (!IDEMPOTENCY_KEY.test(given)) {
    throw invalidHeader('#Idempotency-Key', 'A key has 1 to 255 visible ASCII characters.');
  }
  return given;
}

function invalidHeader(pointer: string, detail: string): Problem {
  return new Problem('invalid_input', { errors: [{ pointer, code: 'invalid_header', detail }] });
}

/** Answers an error that a handler or the reading of a request has thrown. */
export function answerError(error: unknown, request: Request, response: Response): Problem {
  const problem = problemOf(error);
  const { requestId } = response.locals as { requestId: string };
  sendProblem(response, problem, requestId, request.path);
  return problem;
}
