import type { Response } from 'express';
import { isOAuthPath, oauthErrorOf, oauthStatusOf } from './oauth-error.js';
import { problemBody, problemHeaders, problems } from './problem.js';
import type { Problem } from './problem.js';

/**
 * Answers with a problem, in the words of the endpoint that was asked.
 *
 * @param instance the path that was asked for
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
