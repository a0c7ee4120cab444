import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { errors } from 'jose';
import { ProviderDenied, ProviderError, ProviderUnavailable, UntrustworthyAnswer } from './provider.js';

/** The words of OAuth for a provider that has trouble of its own (RFC 6749 §4.1.2.1). */
const IN_TROUBLE = ['server_error', 'temporarily_unavailable'];
const WORD = /^\w{1,60}$/;
const [TOO_MANY_REQUESTS, SERVER_ERROR] = [429, 500];

/** What an error of the libraries means: which side it is on, and in a word what it is. */
export function providerError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  // What our own reading of an answer has thrown comes through the library.
  if (error instanceof ClientError && error.cause instanceof ProviderError) return error.cause;
  if (error instanceof AuthorizationResponseError) {
    if (error.error === 'access_denied') return new ProviderDenied(error.error);
    return IN_TROUBLE.includes(error.error)
      ? new ProviderUnavailable(error.error)
      : new UntrustworthyAnswer(word(error.error));
  }
  if (error instanceof ResponseBodyError) return statusError(error.status, word(error.error));
  if (isAway(error)) return new ProviderUnavailable(codeOf(error));
  return new UntrustworthyAnswer(codeOf(error));
}

/** What a status means that is no success: whether it is worth coming again. */
export function statusError(status: number, reason: string): ProviderError {
  return passesBy(status) ? new ProviderUnavailable(reason) : new UntrustworthyAnswer(reason);
}

function passesBy(status: number): boolean {
  return status === TOO_MANY_REQUESTS || status >= SERVER_ERROR;
}

function isAway(error: unknown): boolean {
  // `fetch` has no other sign of a connection that could not be made or broke off; keys that are none have no cause.
  if (error instanceof TypeError && error.cause !== undefined && !('code' in error)) return true;
  if (error instanceof DOMException && error.name === 'TimeoutError') return true;
  if (error instanceof errors.JWKSTimeout || codeOf(error) === errors.JOSEError.code) return true;
  if (!(error instanceof ClientError)) return false;
  const { code, cause } = error;
  if (cause instanceof Response) return passesBy(cause.status);
  return code === 'OAUTH_TIMEOUT' || (code === undefined && isAway(cause));
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? word(String(error.code)) : error.name;
}

/** What comes from outside is told only where it is a word. */
function word(text: string): string {
  return WORD.test(text) ? text : 'unknown';
}
