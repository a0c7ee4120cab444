import { UnknownCredential } from '../../../commands/authentication/methods/passkey.js';
import { TooManyFirstSteps } from '../../../commands/authentication/second-step/first-steps.js';
import { SecondFactorRequired } from '../../../commands/authentication/second-step/second-factor-required.js';
import { SsoRequired } from '../../../commands/steps/access/required-connection.js';
import { WeakPassword } from '../../../commands/steps/passwords/check-password-policy.js';
import { DomainError } from '../../../domain/domain-error.js';
import { StepUpRequired } from '../../../domain/organization/policy.js';
import { ReauthenticationRequired } from '../../../domain/policies/active-session.js';
import { UnreadableEvent } from '../../../eventstore/codec.js';
import { isOutage } from '../../../eventstore/outage.js';
import { WrongExpectedRevision } from '../../../eventstore/port.js';
import { ProviderDenied, ProviderError, ProviderUnavailable } from '../../../security/oauth/provider.js';
import { SamlRefused } from '../../../security/saml/refusal.js';
import type { SamlRefusalKind } from '../../../security/saml/refusal.js';
import { SubjectErased } from '../../../security/keys/subject-keys.js';
import { SmsLimitReached } from '../../../security/limits/sms/sms-budget.js';
import { HasherBusy } from '../../../security/passwords/hasher.js';
import {
  IdempotencyKeyInUse,
  IdempotencyKeyReused,
} from '../../../security/request-stores/idempotent-answers.js';
import { policyChallenge, secondStepMembers, stepUpChallenge } from './problem-members.js';
import type { ProblemMembers } from './problem-members.js';
import { problems } from './problem-table.js';
import type { ProblemCode } from './problem-table.js';

export interface FieldError {
  /** JSON Pointer into the body (RFC 6901), or `?name` and `#Header` for other inputs. */
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** An error with the code of a problem. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly code: ProblemCode,
    readonly details: {
      readonly detail?: string;
      readonly errors?: readonly FieldError[];
      /** Members of this kind of problem only. */
      readonly members?: ProblemMembers;
      readonly headers?: Readonly<Record<string, string>>;
      /** A reason for the log. Clients do not see it. */
      readonly reason?: string;
    } = {},
  ) {
    super(problems[code][1]);
  }
}

/** Seconds after which a client should retry while a dependency is unavailable. */
const RETRY_AFTER_OUTAGE = '2';

/** Maps an error to a problem. Any unknown error is an internal error without details. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof WeakPassword) {
    const { pointer, issue } = error;
    return new Problem('weak_password', { detail: issue.detail, errors: [{ pointer, ...issue }] });
  }
  if (error instanceof SecondFactorRequired)
    return new Problem('mfa_required', { members: secondStepMembers(error.step) });
  if (error instanceof ReauthenticationRequired)
    return new Problem('reauthentication_required', stepUpChallenge(error));
  if (error instanceof StepUpRequired) return new Problem('step_up_required', policyChallenge(error));
  if (error instanceof SsoRequired)
    return new Problem('sso_required', { members: { start_url: error.startUrl } });
  if (error instanceof UnknownCredential)
    return new Problem('invalid_passkey', { members: { unknown_credential: true } });
  if (error instanceof DomainError) return new Problem(error.code);
  if (error instanceof HasherBusy) {
    return new Problem('too_busy', { headers: { 'Retry-After': String(error.retryAfterSeconds) } });
  }
  if (error instanceof SmsLimitReached || error instanceof TooManyFirstSteps)
    return new Problem('rate_limited', { headers: { 'Retry-After': String(error.retryAfterSeconds) } });
  if (error instanceof ProviderError) return providerProblem(error);
  if (error instanceof SamlRefused) return new Problem(SAML_CODES[error.kind], { reason: error.reason });
  if (error instanceof WrongExpectedRevision) return new Problem('conflict');
  if (error instanceof IdempotencyKeyReused) return new Problem('idempotency_key_reused');
  if (error instanceof IdempotencyKeyInUse)
    return new Problem('idempotency_key_in_use', { headers: { 'Retry-After': '1' } });
  // A request that began before the erasure of its person ends as every later one.
  if (error instanceof SubjectErased) return new Problem('unauthenticated');
  if (error instanceof UnreadableEvent) return new Problem('unreadable_event');
  if (isOutage(error)) return unavailable();
  return new Problem('internal_error');
}

const SAML_CODES: Readonly<Record<SamlRefusalKind, ProblemCode>> = {
  too_large: 'body_too_large',
  malformed: 'malformed_saml',
  untrustworthy: 'untrustworthy_answer',
};

function providerProblem(error: ProviderError): Problem {
  const { reason } = error;
  if (error instanceof ProviderUnavailable)
    return new Problem('provider_unavailable', { reason, headers: { 'Retry-After': RETRY_AFTER_OUTAGE } });
  return new Problem(error instanceof ProviderDenied ? 'provider_denied' : 'untrustworthy_answer', {
    reason,
  });
}

/** Returns the problem of a dependency that does not respond. */
export function unavailable(): Problem {
  return new Problem('unavailable', { headers: { 'Retry-After': RETRY_AFTER_OUTAGE } });
}

/** Returns the explanation of a problem for the developer of the client. */
export function detailOf({ code, details }: Problem): string {
  const [, title, detail = title] = problems[code];
  return details.detail ?? detail;
}

/** Returns the body of a problem (RFC 9457). */
export function problemBody(problem: Problem, requestId: string, instance: string): object {
  const { code, details } = problem;
  const [status, title] = problems[code];
  return {
    type: `urn:credence:problem:${code}`,
    title,
    status,
    detail: detailOf(problem),
    instance,
    code,
    request_id: requestId,
    ...(details.errors !== undefined && { errors: details.errors }),
    ...details.members,
  };
}

/** Returns the headers of a problem. */
export function problemHeaders({ code, details }: Problem): Record<string, string> {
  const [status] = problems[code];
  return {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Cache-Control': 'no-store',
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer realm="credence"' }),
    ...details.headers,
  };
}
