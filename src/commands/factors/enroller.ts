import type { EventId, SessionId, UserId } from '../../domain/ids.js';
import type { Asked } from '../../domain/pending-sign-in/pending-sign-in.js';
import { requireRecentAuthentication } from '../../domain/policies/active-session.js';
import { provesMoreThanMail } from '../../domain/policies/proof-beside-mail.js';
import { sessionAt } from '../../domain/session/session.js';
import { requireRegistered } from '../../domain/user/decisions.js';
import { requireSetUpLink } from '../../domain/user/factors/reset-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { load } from '../handle.js';
import {
  hasEnrolled,
  InvalidMfaToken,
  loadPendingSignIn,
  requireOwedEnrolment,
} from '../authentication/second-step/pending-sign-in.js';

/** The caller of an enrolment: a signed-in user, or a sign-in that owes an enrolment. */
export type EnrolmentCaller =
  | { readonly userId: UserId; readonly sessionId: SessionId }
  | {
      readonly mfaToken: string;
      /** The token of the link that was mailed after a reset of the factors. */
      readonly setUpToken?: string | undefined;
    };

/** Account that may add a factor now, in a session or in a pending sign-in. */
export type Enroller = {
  readonly account: Registered;
  /** The session or the pending sign-in that enrolments belong to. */
  readonly startedBy: string;
} & (
  | { readonly sessionId: SessionId; readonly pending: null }
  | { readonly sessionId: null; readonly pending: Asked }
);

/**
 * Returns the account of a caller that may add a factor. A signed-in user must have proved the identity recently.
 *
 * @throws SessionOver, ReauthenticationRequired
 * @throws InvalidMfaToken the sign-in has ended, its account owes no enrolment, or it lacks the proof beside the mail
 * @throws SetUpLinkRequired the factors were reset, and the caller does not have the link of the mail about it
 */
export async function admitEnroller(
  dependencies: Pick<CommandDependencies, 'log' | 'mfaTokens' | 'linkTokens' | 'rules' | 'webauthn'>,
  caller: EnrolmentCaller,
  cause: Cause,
): Promise<Enroller> {
  if ('mfaToken' in caller) {
    const id = dependencies.mfaTokens.read(caller.mfaToken);
    if (id === null) throw new InvalidMfaToken();
    const { pending, account } = await loadPendingSignIn(dependencies, id, cause);
    // A repeat of an interrupted enrolment continues it.
    if (!hasEnrolled(account, pending)) requireOwedEnrolment(dependencies, account, pending, cause.now);
    requireSetUpLink(account, linkedReset(dependencies, account, caller.setUpToken));
    requireProofBesideMail(account, pending);
    return { account, startedBy: id, sessionId: null, pending };
  }
  const { userId, sessionId } = caller;
  const [user, session] = await Promise.all([
    load(dependencies.log, userAt(userId)),
    load(dependencies.log, sessionAt(sessionId)),
  ]);
  // A repeat is checked too, because it shows the recovery codes again. The first factor has raised the level of the session.
  requireRecentAuthentication(user.state, session.state, cause.now, dependencies.webauthn.relyingParty.id);
  return { account: requireRegistered(user.state), startedBy: sessionId, sessionId, pending: null };
}

/**
 * Requires more than the mailbox after a reset, whose link proves the mailbox already. An account without a password has no
 * such proof to give.
 *
 * @throws InvalidMfaToken
 */
function requireProofBesideMail(account: Registered, { amr }: Asked): void {
  const { done } = account.factorReset;
  if (done === null || account.password === null) return;
  if (!provesMoreThanMail(account, amr, done.distrustsMailFrom)) throw new InvalidMfaToken();
}

/** Returns the reset that the link of a caller names, or null. */
function linkedReset(
  { linkTokens }: Pick<CommandDependencies, 'linkTokens'>,
  account: Registered,
  token: string | undefined,
): EventId | null {
  const link = token === undefined ? null : linkTokens.read('set-up', token);
  return link?.userId === account.id ? link.eventId : null;
}
