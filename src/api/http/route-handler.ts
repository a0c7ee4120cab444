import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { RefusedOnRecord } from '../../commands/sessions/refresh.js';
import { recordedEmailAddress } from '../../domain/user/email-address.js';
import type { Position } from '../../eventstore/port.js';
import type { Admission } from '../../runtime/concurrency/admission.js';
import { networkOf } from '../../security/limits/network.js';
import type { IdempotentAnswers } from '../../security/request-stores/idempotent-answers.js';
import { browserSecret, samlSecret } from '../federation/browser-cookie.js';
import { authenticate, authorizeAgain, mayStill } from './authentication/authentication.js';
import type { Authentication } from './authentication/authentication.js';
import { requireAuthorityOver, requireOwnSession } from './authentication/administrators.js';
import { readDeviceCookie } from './authentication/device-cookie.js';
import { readSessionCookies } from './authentication/session-cookies.js';
import { finishAnswer } from './finished-answer.js';
import type { FinishedAnswer } from './finished-answer.js';
import { answerOnce, keyOwnerOf } from './idempotent-request.js';
import { emailKey } from './limits/rate-limit-keys.js';
import type { RateLimits } from './limits/rate-limits.js';
import { problemOf } from './problems/problem.js';
import { withAnswerTimeout } from './requests/answer-timeout.js';
import { sourceOf } from './requests/request-context.js';
import type { Browser } from './requests/request-context.js';
import { idempotencyKey, readInput, requestedPosition } from './requests/route-input.js';
import { isSameOrigin } from './requests/same-origin.js';
import { honoursIdempotencyKey } from './route.js';
import type { Answer } from './answer.js';
import type { Route } from './route.js';
import { sendStream } from './stream-answer.js';

export interface AnswerParts {
  readonly authentication: Authentication;
  readonly idempotency: IdempotentAnswers;
  readonly limits: RateLimits;
  /** Reads the clock of decisions. */
  readonly now: () => Date;
  /** Admits requests that hash a password. */
  readonly hashing: Admission;
  /** Returns the pseudonym of a value that must not appear in the log. Equal values have equal pseudonyms. */
  readonly pseudonym: (value: string) => string;
  /** Waits until the read models of this process have reached a position, for a bounded time. */
  readonly waitForReadModels: (position: Position) => Promise<boolean>;
}

/** Time after which a client that takes nothing of a stream is cut off. */
const STALL_MS = 60_000;

/** Turns a route into a handler: authenticates, parses the input, applies the limits, and sends the answer. */
export function routeHandler(route: Route, parts: AnswerParts): RequestHandler {
  const mayHashPassword = route.refusals.includes('too_busy');
  return async (request, response) => {
    const { requestId } = response.locals as { requestId: string };
    const stale = await waitForPosition(route, request, response, parts);
    const caller = await authenticate(route, request, response, parts.authentication);
    requireOwnSession(route, caller);
    response.locals['provider'] = providerIn(route.params?.safeParse({ ...request.params }).data);
    const input = readInput(route, request);
    await requireAuthorityOver(route, input.params, caller, parts.authentication.administrators);
    response.locals['account'] = accountPseudonym(input.body, parts);
    const source = sourceOf(request);
    const network = networkOf(source.ip);
    const browser = browserOf(request, parts.authentication);
    const admitted = await route.admit?.({ body: input.body, params: input.params, browser });

    const hashesPassword = mayHashPassword && (route.hashesPassword?.(input.body) ?? true);
    const key = honoursIdempotencyKey(route) ? idempotencyKey(request) : null;
    const isNewCommand = key === null;
    const signal = closeSignal(response);
    const rawQuery = queryOf(request);

    const work = async (commandId: string): Promise<FinishedAnswer> => {
      const context = { requestId, commandId, isNewCommand, now: parts.now(), source, browser, rawQuery };
      const { body, params } = input;
      const uses = route.limits?.({ body, params, caller, source, network, browser, admitted }) ?? [];
      const counted = await parts.limits.count(uses, response);
      let leave: (() => void) | undefined;
      try {
        if (hashesPassword) leave = await parts.hashing.enter();
        const answer = await route.handle({ ...input, context, caller, admitted, signal });
        // The wait for the read models needs no hashing thread.
        leave?.();
        counted.settle(null);
        logProblem(response, answer.problem);
        return await finishAnswer(answer, parts.waitForReadModels);
      } catch (error) {
        counted.settle(problemOf(error).code);
        // The refusal may have revoked a session, which must be visible once the client sees the answer.
        if (error instanceof RefusedOnRecord && error.position !== null)
          await parts.waitForReadModels(error.position);
        throw error;
      } finally {
        leave?.();
      }
    };
    const keyOwner = keyOwnerOf(route, caller, browser, network);
    const finished = await withAnswerTimeout(
      key === null
        ? work(randomUUID())
        : answerOnce(request, response, { caller: keyOwner, key, requestId, work }, parts.idempotency),
      route.timeoutMs,
    );
    // The credential may have been revoked during the wait.
    if (route.timeoutMs !== undefined) await authorizeAgain(route, request, parts.authentication);
    response.locals['user'] = finished.user;
    if (stale) response.set('Consistency', 'pending');
    response.status(finished.status).set(finished.headers);
    if (prefersType(request, route.answerType)) response.type(`${route.answerType}; charset=utf-8`);
    if (finished.stream === undefined) response.send(finished.bytes ?? finished.body);
    else {
      const isAuthorized = () => mayStill(route, request, parts.authentication);
      await sendStream(request, response, finished.stream, { stallMs: STALL_MS, isAuthorized });
    }
  };
}

/**
 * Waits until this process knows the position that a request names, for a bounded time. The permissions of the caller may change
 * up to there, so they are checked afterwards. Unknown callers do not wait.
 *
 * @returns true if the process still lacks it
 */
async function waitForPosition(
  route: Route,
  request: Request,
  response: Response,
  { authentication, waitForReadModels }: AnswerParts,
): Promise<boolean> {
  if (request.get('event-position') === undefined) return false;
  await authenticate({ auth: route.auth }, request, response, authentication);
  const position = requestedPosition(route, request);
  return position !== null && !(await waitForReadModels(position));
}

/** Returns a signal that aborts when the answer is sent, or its client has left. */
function closeSignal(response: Response): AbortSignal {
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  return closed.signal;
}

/** Tells whether a client prefers the second media type of the answers of a route to `application/json`. */
function prefersType(request: Request, type: Route['answerType']): type is NonNullable<Route['answerType']> {
  return type !== undefined && request.accepts('application/json', type) === type;
}

function browserOf(request: Request, { cookieOrigins, cookies }: Authentication): Browser {
  const isFromOwnPage = isSameOrigin(request, cookieOrigins);
  return {
    isSameOrigin: isFromOwnPage,
    deviceToken: isFromOwnPage ? readDeviceCookie(request.get('cookie'), cookies) : null,
    refreshToken: readSessionCookies(request, cookies).refresh,
    secret: browserSecret(request.get('cookie'), cookies),
    samlSecret: samlSecret(request.get('cookie'), cookies),
  };
}

/** Returns the query of a request as it arrived. */
function queryOf({ originalUrl }: Request): string {
  const at = originalUrl.indexOf('?');
  return at === -1 ? '' : originalUrl.slice(at + 1);
}

function logProblem(response: Response, problem: Answer['problem']): void {
  response.locals['problem'] = problem?.code;
  response.locals['reason'] = problem?.details.reason;
}

/** Returns the pseudonym of the email address in a body, for the request log. */
function accountPseudonym(body: unknown, { pseudonym }: AnswerParts): string | undefined {
  if (typeof body !== 'object' || body === null || !('email' in body)) return undefined;
  const email = recordedEmailAddress.safeParse(body.email).data;
  return email === undefined ? undefined : pseudonym(emailKey(email));
}

/** Returns the identity provider in a path, for the request log. */
function providerIn(params: unknown): string | undefined {
  if (typeof params !== 'object' || params === null || !('provider' in params)) return undefined;
  return typeof params.provider === 'string' ? params.provider : undefined;
}
