import { z } from 'zod';
import { detailOf, problems } from './problem.js';
import type { Problem, ProblemCode } from './problem.js';

/** What the endpoints of OAuth answer instead of a problem (RFC 6749 §5.2, RFC 6750 §3.1). */
export const oauthErrorJson = z
  .strictObject({ error: z.string(), error_description: z.string() })
  .meta({ id: 'OAuthError', description: 'RFC 6749 §5.2.' });

/** Paths whose errors are those of OAuth. */
const OAUTH_PATH = /^\/oauth2\//;

export function isOAuthPath(path: string): boolean {
  return OAUTH_PATH.test(path);
}

/** By the status of the problem; a refusal of what was sent is an `invalid_request`, whatever it was. */
const ERRORS: Partial<Record<number, string>> = {
  401: 'invalid_client',
  403: 'insufficient_scope',
  429: 'temporarily_unavailable',
  500: 'server_error',
  503: 'temporarily_unavailable',
};

export function oauthErrorOf(problem: Problem): z.input<typeof oauthErrorJson> {
  const { code } = problem;
  const [status] = problems[code];
  const error = code === 'unsupported_token_type' ? code : (ERRORS[status] ?? 'invalid_request');
  return { error, error_description: detailOf(problem) };
}

/** OAuth has one status for what is wrong with a request. */
export function oauthStatusOf(code: ProblemCode): number {
  const [status] = problems[code];
  return [415, 422].includes(status) ? 400 : status;
}
