import { isEphemeral } from '../../../domain/event-catalog.js';
import { userOfStream } from '../../../domain/user/user.js';
import type { StoredEvent } from '../../../eventstore/port.js';

/** A step of the sign-up of one person, or its method. */
export interface SignUpStep {
  readonly userId: string;
  readonly step: 'started_at' | 'mail_sent_at' | 'verified_at' | 'signed_in_at' | 'method';
  readonly value: string;
}

/** Events that are counted by the hour, by their kind. */
export type CountKind = 'sign_in' | 'second_factor' | 'recovery' | 'failure';

/** A number that an event raises. */
export interface Measured {
  readonly kind: CountKind;
  readonly name: string;
}

const FAILURES: ReadonlySet<string> = new Set([
  'SignInFailed',
  'SignInLocked',
  'MailedCodeFailed',
  'SecondFactorFailed',
  'SecondFactorLocked',
  'SecondFactorAbandoned',
  'PasskeyCloneSuspected',
  'MailFailed',
  'SmsFailed',
]);

const VERIFICATION_MAILS: ReadonlySet<unknown> = new Set(['verification', 'sign-up-offer']);

/** Ways in which a new account got its identity from its provider. */
const SIGN_UPS: ReadonlySet<unknown> = new Set(['vouched_sign_up', 'sign_up']);

/** Returns the step of a sign-up that an event records, or null. A person takes each step once, so the first one counts. */
export function signUpStepOf(event: StoredEvent): SignUpStep | null {
  const { type, stream, data } = event;
  const at = event.recordedAt.toISOString();
  const ofStream = userOfStream(stream);
  const named = typeof data['user_id'] === 'string' ? data['user_id'] : null;
  switch (type) {
    case 'SignUpOffered':
      return stepOf(named, 'started_at', at);
    case 'UserRegistered':
      return stepOf(ofStream, 'started_at', at);
    case 'PasswordSet':
      return stepOf(ofStream, 'method', 'password');
    case 'OAuthIdentityLinked':
      return SIGN_UPS.has(data['how']) ? stepOf(ofStream, 'method', providerOf(event)) : null;
    case 'MailSent':
      return VERIFICATION_MAILS.has(data['mail']) ? stepOf(named, 'mail_sent_at', at) : null;
    case 'EmailVerified':
      return stepOf(ofStream, 'verified_at', at);
    case 'SessionStarted':
      return isImpersonated(event) ? null : stepOf(named, 'signed_in_at', at);
    default:
      return null;
  }
}

/** Returns the numbers that an event raises. */
export function measuredIn(event: StoredEvent): Measured[] {
  const { type, data } = event;
  if (FAILURES.has(type)) return [{ kind: 'failure', name: type }];
  if (type === 'MailSent' && data['mail'] === 'password-reset')
    return [{ kind: 'recovery', name: 'mail_sent' }];
  if (type === 'PasswordReset') return [{ kind: 'recovery', name: 'password_reset' }];
  if (type !== 'SessionStarted' || isImpersonated(event)) return [];
  return [
    { kind: 'sign_in', name: methodOf(event) },
    // A factor that was the first proof is not a second one.
    ...(data['acr'] === 'aal2' ? kindsOfFactors(data['factors']) : []).map((name) => ({
      kind: 'second_factor' as const,
      name,
    })),
  ];
}

/** Returns true if an event concerns analytics. A stream that forgets its older events cannot be counted again. */
export function isMeasured(event: StoredEvent): boolean {
  return !isEphemeral(event.stream) && (signUpStepOf(event) !== null || measuredIn(event).length > 0);
}

/** Returns true if a person signed in, and not an administrator who acts as the person. */
export function isSignIn(event: StoredEvent): boolean {
  return event.type === 'SessionStarted' && !isImpersonated(event);
}

function stepOf(userId: string | null, step: SignUpStep['step'], value: string | null): SignUpStep | null {
  return userId === null || value === null ? null : { userId, step, value };
}

function providerOf({ data }: StoredEvent): string | null {
  return typeof data['provider'] === 'string' ? data['provider'] : null;
}

function isImpersonated({ data }: StoredEvent): boolean {
  return (data['impersonation'] ?? null) !== null;
}

/** Returns the identity provider of a sign-in, or the method of its first proof (RFC 8176). */
export function methodOf(event: StoredEvent): string {
  const amr = event.data['amr'];
  const [first]: unknown[] = Array.isArray(amr) ? amr : [];
  return providerOf(event) ?? (typeof first === 'string' ? first : 'unknown');
}

/** Returns the kinds of the factors in a session. */
export function kindsOfFactors(factors: unknown): string[] {
  const list: unknown[] = Array.isArray(factors) ? factors : [];
  return list.flatMap((factor) =>
    typeof factor === 'object' && factor !== null && 'kind' in factor ? [String(factor.kind)] : [],
  );
}
