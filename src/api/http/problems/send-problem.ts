import type { Request, Response } from 'express';
import { isOAuthPath, oauthErrorOf, oauthStatusOf } from './oauth-error.js';
import { problemBody, problemHeaders, problemOf } from './problem.js';
import { problems } from './problem-table.js';
import type { Problem } from './problem.js';

/**
 * Sends a problem in the format of the endpoint: RFC 9457, or RFC 6749 for OAuth endpoints.
 *
 * @param instance the path of the request
 */
export function sendProblem(response: Response, problem: Problem, requestId: string, instance: string): void {
  const headers = problemHeaders(problem);
  if (isOAuthPath(instance)) {
    response
      .status(oauthStatusOf(problem.code))
      .set({ ...headers, 'Content-Type': 'application/json; charset=utf-8' })
      .send(JSON.stringify(oauthErrorOf(problem)));
    return;
  }
  const [status] = problems[problem.code];
  response
    .status(status)
    .set(headers)
    .send(JSON.stringify(problemBody(problem, requestId, instance)));
}

/** Sends the problem that an error stands for. */
export function sendError(error: unknown, request: Request, response: Response): Problem {
  const problem = problemOf(error);
  const { requestId } = response.locals as { requestId: string };
  sendProblem(response, problem, requestId, request.path);
  return problem;
}
