import { DomainError } from '../../../domain/domain-error.js';
import type { PendingSignInId } from '../../../domain/ids.js';
import { pendingSignInAt, sessionCompleting } from '../../../domain/pending-sign-in/pending-sign-in.js';
import type { Asked } from '../../../domain/pending-sign-in/pending-sign-in.js';
import { isEndedByAccount } from '../../../domain/policies/active-session.js';
import { stillOwed } from '../../../domain/policies/still-owed.js';
import { sessionAt } from '../../../domain/session/session.js';
import { userAt } from '../../../domain/user/user.js';
import type { Registered, User } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { CommandDependencies } from '../../dependencies.js';
import { load } from '../../handle.js';
import { factorRules } from '../../steps/factor-rules.js';
import { SecondFactorRequired, secondStepOf } from './second-factor-required.js';

/** The sign-in has expired, is complete or was revoked, or its token is not authentic. The client does not learn which. */
export class InvalidMfaToken extends DomainError {
  readonly code = 'invalid_mfa_token';
}

/** A sign-in that waits for its second factor, and its account. */
export interface OpenSignIn {
  readonly pending: Asked;
  readonly account: Registered;
}

/**
 * Loads a sign-in that waits for its second factor. An event that ends the sessions of the account ends it too, except its own
 * enrolment. The command that completed it may load it again.
 *
 * @throws InvalidMfaToken
 */
export async function loadPendingSignIn(
  { log }: Pick<CommandDependencies, 'log'>,
  id: PendingSignInId,
  { commandId, now }: Cause,
): Promise<OpenSignIn> {
  const [{ state: pending }, session] = await Promise.all([
    load(log, pendingSignInAt(id)),
    load(log, sessionAt(sessionCompleting(id))),
  ]);
  const isComplete = session.state.status !== 'unknown' && session.handledAt(commandId) === null;
  if (isComplete || pending.status !== 'asked' || pending.expires <= now) throw new InvalidMfaToken();
  const { state: account } = await load(log, userAt(pending.userId));
  if (account.status !== 'registered' || isEnded(account, pending)) throw new InvalidMfaToken();
  return { pending, account };
}

/**
 * Requires that a sign-in may add a factor: the account has not ended it, and still owes an enrolment. The decision that adds
 * the factor asks again, because the account may have got one in between.
 *
 * @throws InvalidMfaToken
 */
export function requireOwedEnrolment(
  dependencies: Pick<CommandDependencies, 'rules' | 'webauthn'>,
  user: User,
  pending: Asked,
  now: Date,
): void {
  if (!pending.enrolment || user.status !== 'registered' || isEnded(user, pending))
    throw new InvalidMfaToken();
  if (stillOwed(user, pending.amr, factorRules(dependencies, now))?.kind !== 'enrolment')
    throw new InvalidMfaToken();
}

/** Tells whether a sign-in has added a factor that ended all other sign-ins, and nothing has ended this one since. */
export function hasEnrolled({ sessionsEnd }: Registered, { id }: Asked): boolean {
  return sessionsEnd?.kept === sessionCompleting(id);
}

/** Tells whether the account has ended a sign-in. The session that would complete it has its id and its revision. */
function isEnded(account: Registered, { id, userRevision }: Asked): boolean {
  return isEndedByAccount(account, { id: sessionCompleting(id), userRevision });
}

/**
 * Refuses a sign-in that waits for its second factor, in the same way as its first step did. Its token has not been handed
 * out yet.
 *
 * @throws SecondFactorRequired
 * @throws InvalidMfaToken
 */
export async function resumePendingSignIn(
  dependencies: Pick<CommandDependencies, 'log' | 'mfaTokens' | 'webauthn' | 'sms' | 'rules'>,
  id: PendingSignInId,
  cause: Cause,
): Promise<never> {
  const { pending, account } = await loadPendingSignIn(dependencies, id, cause);
  throw new SecondFactorRequired(secondStepOf(dependencies, pending, account, cause.now));
}
