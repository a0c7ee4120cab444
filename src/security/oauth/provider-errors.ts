import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import { errors } from 'jose';
import { ProviderDenied, ProviderError, ProviderUnavailable, UntrustworthyAnswer } from './provider.js';

/** Error codes of OAuth for a failing authorization server (RFC 6749 §4.1.2.1). */
const SERVER_ERRORS = ['server_error', 'temporarily_unavailable'];
/** Denials of a sign-in, also of one without interaction, as `prompt=none` demands (OpenID Connect Core §3.1.2.6). */
const DENIALS = [
  'access_denied',
  'login_required',
  'interaction_required',
  'consent_required',
  'account_selection_required',
];
const WORD = /^\w{1,60}$/;
const [UNAUTHORIZED, TOO_MANY_REQUESTS, SERVER_ERROR] = [401, 429, 500];

/** Converts an error of the libraries into a provider error with a short reason. */
export function providerError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  // The library wraps errors that the own fetch functions throw.
  if (error instanceof ClientError && error.cause instanceof ProviderError) return error.cause;
  if (error instanceof AuthorizationResponseError) {
    if (DENIALS.includes(error.error)) return new ProviderDenied(error.error);
    return SERVER_ERRORS.includes(error.error)
      ? new ProviderUnavailable(error.error)
      : new UntrustworthyAnswer(singleWord(error.error));
  }
  if (error instanceof ResponseBodyError) return statusError(error.status, singleWord(error.error));
  if (isUnavailable(error)) return new ProviderUnavailable(codeOf(error));
  return new UntrustworthyAnswer(codeOf(error));
}

/** Returns the error for an unsuccessful status: unavailable if a retry may help. */
export function statusError(status: number, reason: string): ProviderError {
  return isTransient(status) ? new ProviderUnavailable(reason) : new UntrustworthyAnswer(reason);
}

/** Tells whether a token endpoint has rejected the client authentication (RFC 6749 §5.2). */
export function isRejectedClient(error: unknown): boolean {
  return error instanceof ResponseBodyError
    ? error.error === 'invalid_client'
    : error instanceof WWWAuthenticateChallengeError && error.status === UNAUTHORIZED;
}

function isTransient(status: number): boolean {
  return status === TOO_MANY_REQUESTS || status >= SERVER_ERROR;
}

function isUnavailable(error: unknown): boolean {
  // `fetch` reports a failed or broken connection only like this; a TypeError about a malformed key has no cause.
  if (error instanceof TypeError && error.cause !== undefined && !('code' in error)) return true;
  if (error instanceof DOMException && error.name === 'TimeoutError') return true;
  if (error instanceof errors.JWKSTimeout || codeOf(error) === errors.JOSEError.code) return true;
  if (!(error instanceof ClientError)) return false;
  const { code, cause } = error;
  if (cause instanceof Response) return isTransient(cause.status);
  return code === 'OAUTH_TIMEOUT' || (code === undefined && isUnavailable(cause));
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? singleWord(String(error.code)) : error.name;
}

/** Returns external text only if it is a single word, so that logs take nothing else from outside. */
function singleWord(text: string): string {
  return WORD.test(text) ? text : 'unknown';
}
