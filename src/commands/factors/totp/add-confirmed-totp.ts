import type { SessionId } from '../../../domain/ids.js';
import { sessionCompleting } from '../../../domain/pending-sign-in/pending-sign-in.js';
import { requireRecentAuthentication } from '../../../domain/policies/active-session.js';
import { sessionAt } from '../../../domain/session/session.js';
import { requireRegistered, sessionsEnded } from '../../../domain/user/decisions.js';
import type { UserEvent } from '../../../domain/user/events.js';
import { addTotp } from '../../../domain/user/factors/factor-decisions.js';
import type { NewCodes, NewTotp } from '../../../domain/user/factors/factor-decisions.js';
import { secondFactorsOf } from '../../../domain/user/factors/factors.js';
import { userAt } from '../../../domain/user/user.js';
import type { User } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { Position } from '../../../eventstore/port.js';
import type { CodeAttempt } from '../../authentication/second-step/attempt-code.js';
import { spendAll, spendingStreams } from '../../authentication/methods/proof.js';
import type { Proof, Spending } from '../../authentication/methods/proof.js';
import { TOTP_AMR } from '../../authentication/methods/totp.js';
import { requireOwedEnrolment } from '../../authentication/second-step/pending-sign-in.js';
import type { OpenSignIn } from '../../authentication/second-step/pending-sign-in.js';
import { startSession } from '../../authentication/start-session.js';
import type { CommandDependencies } from '../../dependencies.js';
import { handle } from '../../handle.js';
import { raised } from '../raised-session.js';
import type { SessionGrant } from '../../steps/session-grant.js';

/** Confirmed authenticator app, with the recovery codes for a first factor. */
interface Addition {
  readonly totp: NewTotp;
  readonly codes: NewCodes;
  readonly attempt: CodeAttempt;
}

/**
 * Adds an authenticator app in the session of its owner. A first factor ends all other sessions and raises this one.
 *
 * @param endOthers ends the other sessions also for a further factor
 */
export async function addTotpInSession(
  { log, webauthn }: Pick<CommandDependencies, 'log' | 'webauthn'>,
  caller: { readonly account: User; readonly sessionId: SessionId; readonly endOthers: boolean },
  { totp, codes, attempt }: Addition,
  cause: Cause,
): Promise<Position | null> {
  const { account, sessionId, endOthers } = caller;
  const { position } = await handle(
    log,
    cause,
    {
      ...spendingStreams([attempt.cleared]),
      session: sessionAt(sessionId),
      user: userAt(account.id),
    },
    ({ session, user, ...spent }) => {
      const current = requireRecentAuthentication(user, session, cause.now, webauthn.relyingParty.id);
      const isFirst = secondFactorsOf(requireRegistered(user)).length === 0;
      const added = addTotp(user, totp, codes);
      return {
        ...spendAll([attempt.cleared], spent, sessionId),
        session: isFirst ? raised(current, proofOf(totp, [])) : [],
        user: isFirst || endOthers ? [...added, sessionsEnded(sessionId)] : added,
      };
    },
  );
  return position;
}

/**
 * Adds an authenticator app in a sign-in that owes an enrolment, and starts the session.
 *
 * @throws InvalidMfaToken the sign-in has ended, or the account has a factor meanwhile
 */
export async function addTotpInSignIn(
  dependencies: CommandDependencies,
  { account, pending }: OpenSignIn,
  { totp, codes, attempt }: Addition,
  cause: Cause,
): Promise<SessionGrant> {
  const kept = sessionCompleting(pending.id);
  const addition: Spending<User, UserEvent> = {
    aggregate: userAt(account.id),
    spend(user) {
      // An interrupted command of this sign-in has added the factor before.
      if (requireRegistered(user).factors.some(({ id }) => id === totp.factorId)) return [];
      requireOwedEnrolment(dependencies, user, pending, cause.now);
      return [...addTotp(user, totp, codes), sessionsEnded(kept)];
    },
  };
  const { provider } = pending;
  const proof = proofOf(totp, [addition, attempt.cleared]);
  const signIn = { proof, pending, provider, counters: attempt.counters };
  return await startSession(dependencies, account, signIn, cause);
}

function proofOf({ factorId }: NewTotp, spent: readonly Spending[]): Proof {
  return { kind: 'totp', amr: TOTP_AMR, factorId, spent };
}
