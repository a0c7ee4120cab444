import type { FactorId, SessionId } from '../../../domain/ids.js';
import { sessionCompleting } from '../../../domain/pending-sign-in/pending-sign-in.js';
import { requireRecentAuthentication } from '../../../domain/policies/active-session.js';
import { sessionAt } from '../../../domain/session/session.js';
import { requireRegistered, sessionsEnded } from '../../../domain/user/decisions.js';
import type { UserEvent } from '../../../domain/user/events.js';
import { secondFactorsOf } from '../../../domain/user/factors/factors.js';
import { userAt } from '../../../domain/user/user.js';
import type { User } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { Position } from '../../../eventstore/port.js';
import { spendAll, spendingStreams } from '../../authentication/methods/proof.js';
import type { Proof, Spending } from '../../authentication/methods/proof.js';
import type { CodeAttempt } from '../../authentication/second-step/attempt-code.js';
import { requireOwedEnrolment } from '../../authentication/second-step/pending-sign-in.js';
import type { OpenSignIn } from '../../authentication/second-step/pending-sign-in.js';
import { startSession } from '../../authentication/start-session.js';
import type { CommandDependencies } from '../../dependencies.js';
import { handle } from '../../handle.js';
import type { SessionGrant } from '../../steps/session-grant.js';
import { raised } from '../raised-session.js';

/** A factor that a code has just confirmed. */
export interface ConfirmedFactor {
  /** The proof that the confirmation is, with the changes that use up its code. */
  readonly proof: Proof & { readonly factorId: FactorId };
  readonly attempt: CodeAttempt;
  /** Decides the events that add the factor. */
  readonly add: (user: User) => UserEvent[];
}

/**
 * Adds a factor in the session of its owner. A first factor ends all other sessions and raises this one.
 *
 * @param endOthers ends the other sessions also for a further factor
 */
export async function addFactorInSession(
  { log, webauthn }: Pick<CommandDependencies, 'log' | 'webauthn'>,
  caller: { readonly account: User; readonly sessionId: SessionId; readonly endOthers: boolean },
  { proof, attempt, add }: ConfirmedFactor,
  cause: Cause,
): Promise<Position | null> {
  const { account, sessionId, endOthers } = caller;
  const spendings = [...proof.spent, attempt.cleared];
  const { position } = await handle(
    log,
    cause,
    { ...spendingStreams(spendings), session: sessionAt(sessionId), user: userAt(account.id) },
    ({ session, user, ...spent }) => {
      const current = requireRecentAuthentication(user, session, cause.now, webauthn.relyingParty.id);
      const isFirst = secondFactorsOf(requireRegistered(user)).length === 0;
      const added = add(user);
      return {
        ...spendAll(spendings, spent, sessionId),
        session: isFirst ? raised(current, proof) : [],
        user: isFirst || endOthers ? [...added, sessionsEnded(sessionId)] : added,
      };
    },
  );
  return position;
}

/**
 * Adds a factor in a sign-in that owes an enrolment, and starts the session.
 *
 * @throws InvalidMfaToken the sign-in has ended, or the account has a factor meanwhile
 */
export async function addFactorInSignIn(
  dependencies: CommandDependencies,
  { account, pending }: OpenSignIn,
  { proof, attempt, add }: ConfirmedFactor,
  cause: Cause,
): Promise<SessionGrant> {
  const kept = sessionCompleting(pending.id);
  const addition: Spending<User, UserEvent> = {
    aggregate: userAt(account.id),
    spend(user) {
      // An interrupted command of this sign-in has added the factor before.
      if (requireRegistered(user).factors.some(({ id }) => id === proof.factorId)) return [];
      requireOwedEnrolment(dependencies, user, pending, cause.now);
      return [...add(user), sessionsEnded(kept)];
    },
  };
  const { provider } = pending;
  const spent = [addition, ...proof.spent, attempt.cleared];
  const signIn = { proof: { ...proof, spent }, pending, provider, counters: attempt.counters };
  return await startSession(dependencies, account, signIn, cause);
}
