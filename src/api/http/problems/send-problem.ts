import type { Response } from 'express';
import { isOAuthPath, oauthErrorOf, oauthStatusOf } from './oauth-error.js';
import { problemBody, problemHeaders } from './problem.js';
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

/** Sends a problem as a page, with the status and the headers of the problem. */
export function sendProblemPage(response: Response, problem: Problem, page: string): void {
  const [status] = problems[problem.code];
  response.status(status).set(problemHeaders(problem)).vary('Accept').type('html').send(page);
}
