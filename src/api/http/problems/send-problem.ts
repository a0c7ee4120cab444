import type { Response } from 'express';
import { isOAuthPath, oauthErrorOf, oauthStatusOf } from './oauth-error.js';
import { problemBody, problemHeaders } from './problem.js';
import { problems } from './problem-table.js';
import type { Problem } from './problem.js';

interface FailedRequest {
  readonly requestId: string;
  /** The path within the service. */
  readonly path: string;
  /** The path as clients see it. */
  readonly instance: string;
}

/** Sends a problem in the format of the endpoint: RFC 9457, or RFC 6749 for OAuth endpoints. */
export function sendProblem(
  response: Response,
  problem: Problem,
  { requestId, path, instance }: FailedRequest,
): void {
  const headers = problemHeaders(problem);
  if (isOAuthPath(path)) {
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
