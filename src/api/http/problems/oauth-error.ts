import { z } from 'zod';
import { detailOf } from './problem.js';
import { problems } from './problem-table.js';
import type { Problem } from './problem.js';
import type { ProblemCode } from './problem-table.js';

/** The error response of OAuth endpoints (RFC 6749 §5.2, RFC 6750 §3.1). */
export const oauthErrorJson = z
  .strictObject({ error: z.string(), error_description: z.string() })
  .meta({ id: 'OAuthError', description: 'RFC 6749 §5.2.' });

const OAUTH_PATH = /^\/oauth2\//;

/** Tells whether the endpoint at a path responds with OAuth errors. */
export function isOAuthPath(path: string): boolean {
  return OAUTH_PATH.test(path);
}

/** OAuth error codes by the status of the problem. Every other status is an `invalid_request`. */
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

/** Returns the status of an OAuth error. OAuth uses 400 for every invalid request. */
export function oauthStatusOf(code: ProblemCode): number {
  const [status] = problems[code];
  return [415, 422].includes(status) ? 400 : status;
}
