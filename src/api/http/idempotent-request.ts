import type { Request, Response } from 'express';
import type { IdempotentAnswers } from '../../security/request-stores/idempotent-answers.js';
import type { FinishedAnswer } from './finished-answer.js';
import type { RequestLocals } from './logging/request-log.js';
import { problemBody, problemHeaders, problemOf } from './problems/problem.js';
import { problems } from './problems/problem-table.js';
import { actorOf } from './requests/request-context.js';
import type { Browser, Caller } from './requests/request-context.js';
import type { Route } from './route.js';

interface KeyedWork {
  readonly caller: string;
  /** The `Idempotency-Key` header. */
  readonly key: string;
  readonly requestId: string;
  readonly work: (commandId: string) => Promise<FinishedAnswer>;
}

/**
 * Handles a request with an `Idempotency-Key` once. Retries get the same answer, also if it is a problem. Problems that a
 * retry can overcome are not stored.
 */
export async function answerOnce(
  request: Request,
  response: Response,
  { caller, key, requestId, work }: KeyedWork,
  idempotency: IdempotentAnswers,
): Promise<FinishedAnswer> {
  const { instance = request.path } = response.locals as RequestLocals;
  const body: unknown = request.body;
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  const keyed = {
    caller,
    key,
    request: Buffer.concat([Buffer.from(`${request.method} ${request.url}\0`), bytes]),
  };
  return await idempotency.once(keyed, (commandId) =>
    work(commandId).catch((error: unknown): FinishedAnswer => {
      const problem = problemOf(error);
      const [status] = problems[problem.code];
      if (status >= 500 || status === 429 || problem.code === 'conflict') throw error;
      response.locals['problem'] = problem.code;
      return {
        status,
        headers: problemHeaders(problem),
        body: JSON.stringify(problemBody(problem, requestId, instance)),
      };
    }),
  );
}

/**
 * Names the caller to which an `Idempotency-Key` belongs. Keys of anonymous callers belong to their network, so that no
 * stranger who guesses a key can make it fail.
 *
 * @param network the network of the source address
 */
export function keyOwnerOf(
  { auth }: Route,
  caller: Caller,
  { refreshToken }: Browser,
  network: string,
): string {
  // An optional credential may expire before the retry, which must still count as the same request.
  if (auth === 'optional') return `anonymous ${network}`;
  if (caller.kind !== 'anonymous') return actorOf(caller);
  return auth === 'session' ? `cookie ${refreshToken}` : `anonymous ${network}`;
}
