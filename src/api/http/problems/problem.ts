import { WeakPassword } from '../../../commands/steps/check-password-policy.js';
import { DomainError } from '../../../domain/domain-error.js';
import type { DomainErrorCode } from '../../../domain/domain-error.js';
import { isOutage } from '../../../eventstore/outage.js';
import { WrongExpectedRevision } from '../../../eventstore/port.js';
import { ProviderDenied, ProviderError, ProviderUnavailable } from '../../../security/oauth/provider.js';
import { HasherBusy } from '../../../security/passwords/hasher.js';

/** Every refusal of the API: its stable code, its status, and a title that never changes. */
export const problems = {
  malformed_json: [400, 'The body is not JSON in UTF-8'],
  invalid_cursor: [400, 'The cursor is not one of ours'],
  invalid_state: [400, 'This was not begun in this browser, took too long, or was done before'],
  unsupported_token_type: [400, 'A token of this type is not revoked here'],
  unauthenticated: [401, 'A valid credential is required'],
  invalid_credentials: [401, 'The address or the password is wrong'],
  invalid_refresh_token: [401, 'The refresh token is not valid'],
  forbidden: [403, 'This is not allowed to you'],
  cross_site_request: [403, 'A page of another site has sent this'],
  insufficient_scope: [403, 'The credential may not do this'],
  wrong_password: [403, 'The password is wrong'],
  reauthentication_required: [403, 'This takes a recent sign-in; sign in again'],
  sign_in_refused: [403, 'This account cannot be signed in to'],
  provider_denied: [403, 'The provider was not allowed to tell who you are'],
  untrustworthy_answer: [403, 'What the provider has answered cannot be trusted'],
  email_missing: [403, 'The provider names no e-mail address; sign up with one, and link the provider'],
  email_unverified: [
    403,
    'The provider has not verified the e-mail address; if it can be confirmed here, a mail tells how',
  ],
  other_browser: [403, 'Open the link in the browser in which you began to sign up'],
  not_found: [404, 'There is nothing here'],
  unknown_user: [404, 'There is no such user'],
  unknown_session: [404, 'There is no such session'],
  unknown_provider: [404, 'There is no such provider'],
  unknown_identity: [404, 'This provider is not linked'],
  unknown_api_key: [404, 'There is no such key, or it counts no more'],
  unknown_signing_key: [404, 'There is no such key'],
  method_not_allowed: [405, 'This method is not allowed here'],
  email_taken: [409, 'The address belongs to an account'],
  account_exists: [409, 'The address belongs to an account; sign in to it, and link the provider'],
  identity_taken: [409, 'This identity is linked to another account'],
  provider_linked: [409, 'Another identity of this provider is linked'],
  last_way_in: [409, 'Without it nobody could sign in; set a password first'],
  password_exists: [409, 'There is a password; change that'],
  registration_lapsed: [409, 'The registration came too late; start again'],
  conflict: [409, 'Others have changed the same at the same time'],
  shared_secret: [409, 'Tokens are signed with a shared secret, which is changed in the configuration'],
  idempotency_key_in_use: [409, 'The same request is still being worked on'],
  code_used: [410, 'The code was used or has expired'],
  link_used: [410, 'The link was used, replaced, or has expired'],
  precondition_failed: [412, 'It has changed since you read it'],
  body_too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'The body must be application/json'],
  invalid_input: [422, 'The input is not valid'],
  weak_password: [422, 'The password is not acceptable'],
  same_address: [422, 'This is the present address'],
  invalid_email: [422, 'This is not an e-mail address'],
  idempotency_key_reused: [422, 'The key was used for another request'],
  rate_limited: [429, 'There were too many requests of this kind'],
  internal_error: [500, 'Something is wrong on our side'],
  too_busy: [503, 'Too much is going on; come again'],
  provider_unavailable: [503, 'The provider does not answer; come again, or sign in otherwise'],
  unavailable: [503, 'Something we need is away; come again'],
} as const satisfies Record<string, ProblemEntry> & Record<DomainErrorCode, ProblemEntry>;

type ProblemEntry = readonly [status: number, title: string];

export type ProblemCode = keyof typeof problems;

export interface FieldError {
  /** JSON Pointer into the body (RFC 6901), or `?name` and `#Header` for other inputs. */
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** A refusal that the HTTP layer itself decides. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly code: ProblemCode,
    readonly details: {
      readonly detail?: string;
      readonly errors?: readonly FieldError[];
      readonly headers?: Readonly<Record<string, string>>;
      /** A word for the log alone. */
      readonly reason?: string;
    } = {},
  ) {
    super(problems[code][1]);
  }
}

/** Seconds after which a dependency that is away is worth another try. */
const RETRY_AFTER_OUTAGE = '2';

/** What an error means to a client. Whatever is not expected is an internal error and says nothing of itself. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof WeakPassword) {
    const { pointer, issue } = error;
    return new Problem('weak_password', { detail: issue.detail, errors: [{ pointer, ...issue }] });
  }
  if (error instanceof DomainError) return new Problem(error.code);
  if (error instanceof HasherBusy) {
    return new Problem('too_busy', { headers: { 'Retry-After': String(error.retryAfterSeconds) } });
  }
  if (error instanceof ProviderError) return providerProblem(error);
  if (error instanceof WrongExpectedRevision) return new Problem('conflict');
  if (isOutage(error)) return unavailable();
  return new Problem('internal_error');
}

function providerProblem(error: ProviderError): Problem {
  const { reason } = error;
  if (error instanceof ProviderUnavailable)
    return new Problem('provider_unavailable', { reason, headers: { 'Retry-After': RETRY_AFTER_OUTAGE } });
  return new Problem(error instanceof ProviderDenied ? 'provider_denied' : 'untrustworthy_answer', {
    reason,
  });
}

/** Something that an answer needs does not answer itself. */
export function unavailable(): Problem {
  return new Problem('unavailable', { headers: { 'Retry-After': RETRY_AFTER_OUTAGE } });
}

/** The body of a problem (RFC 9457). */
export function problemBody({ code, details }: Problem, requestId: string, instance: string): object {
  const [status, title] = problems[code];
  return {
    type: `urn:credence:problem:${code}`,
    title,
    status,
    detail: details.detail ?? title,
    instance,
    code,
    request_id: requestId,
    ...(details.errors !== undefined && { errors: details.errors }),
  };
}

/** The headers of a problem, whoever sends it: now, or again for a repeated request. */
export function problemHeaders({ code, details }: Problem): Record<string, string> {
  const [status] = problems[code];
  return {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Cache-Control': 'no-store',
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer realm="credence"' }),
    ...details.headers,
  };
}
