import { claimAt } from '../../../domain/claim/claim.js';
import { claimAgain } from '../../../domain/claim/decisions.js';
import type { ClaimEvent } from '../../../domain/claim/events.js';
import type { Claim } from '../../../domain/claim/claim.js';
import type { SessionId, UserId } from '../../../domain/ids.js';
import { sessionCompleting } from '../../../domain/pending-sign-in/pending-sign-in.js';
import { addFirstPasskey, addPasskey, isFirstFactor } from '../../../domain/policies/add-passkey.js';
import type { NewPasskey } from '../../../domain/policies/add-passkey.js';
import { requireActive } from '../../../domain/policies/active-session.js';
import { sessionAt } from '../../../domain/session/session.js';
import { requireRegistered } from '../../../domain/user/decisions.js';
import type { UserEvent } from '../../../domain/user/events.js';
import type { NewCodes } from '../../../domain/user/factors/factor-decisions.js';
import { FactorExists } from '../../../domain/user/factors/passkey.js';
import { userAt } from '../../../domain/user/user.js';
import type { User } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { Position } from '../../../eventstore/port.js';
import { possessionOf } from '../../authentication/methods/passkey.js';
import type { Proof, Spending } from '../../authentication/methods/proof.js';
import { requireOwedEnrolment } from '../../authentication/second-step/pending-sign-in.js';
import type { OpenSignIn } from '../../authentication/second-step/pending-sign-in.js';
import { startSession } from '../../authentication/start-session.js';
import type { CommandDependencies } from '../../dependencies.js';
import { handle } from '../../handle.js';
import { loadAttemptCounters } from '../../steps/passwords/attempt-counters.js';
import type { SessionGrant } from '../../steps/session-grant.js';
import { raised } from '../raised-session.js';

/** Verified credential, with the recovery codes for a first security key. */
interface Addition {
  readonly added: NewPasskey;
  readonly codes: NewCodes;
}

/**
 * Adds a credential in the session of its owner. A first factor raises the session. A first security key also ends all
 * others.
 *
 * @throws SessionOver, ReauthenticationRequired, FactorExists, FactorLimit
 */
export async function addPasskeyInSession(
  { log }: Pick<CommandDependencies, 'log'>,
  { userId, sessionId }: { readonly userId: UserId; readonly sessionId: SessionId },
  { added, codes }: Addition,
  cause: Cause,
): Promise<Position | null> {
  const { position } = await handle(
    log,
    cause,
    { claim: claimAt(added.claim), session: sessionAt(sessionId), user: userAt(userId) },
    ({ claim: current, session, user }) => {
      const events = addPasskey(user, session, added, { codes, now: cause.now });
      const isFirst = isFirstFactor(user, added);
      return {
        claim: claimAgain(current, userId, FactorExists),
        session: isFirst ? raised(requireActive(user, session), proofOf(added, [])) : [],
        user: events,
      };
    },
  );
  return position;
}

/**
 * Adds a credential in a sign-in that owes an enrolment, and starts the session.
 *
 * @throws InvalidMfaToken the sign-in has ended, or the account has a factor meanwhile
 * @throws FactorExists another account has the credential
 */
export async function addPasskeyInSignIn(
  dependencies: CommandDependencies,
  { account, pending }: OpenSignIn,
  { added, codes }: Addition,
  cause: Cause,
): Promise<SessionGrant> {
  const claiming: Spending<Claim, ClaimEvent> = {
    aggregate: claimAt(added.claim),
    spend: (claim) => claimAgain(claim, account.id, FactorExists),
  };
  const addition: Spending<User, UserEvent> = {
    aggregate: userAt(account.id),
    spend(user) {
      // An interrupted command of this sign-in has added the factor before.
      if (requireRegistered(user).factors.some(({ id }) => id === added.id)) return [];
      requireOwedEnrolment(dependencies, user, pending, cause.now);
      return addFirstPasskey(requireRegistered(user), added, { codes, kept: sessionCompleting(pending.id) });
    },
  };
  const { provider } = pending;
  const proof = proofOf(added, [claiming, addition]);
  const counters = await loadAttemptCounters(dependencies, account.id, cause);
  return await startSession(dependencies, account, { proof, pending, provider, counters }, cause);
}

/** Returns the proof that the registration of a credential is. */
function proofOf({ id, kind, backupEligible }: NewPasskey, spent: readonly Spending[]): Proof {
  return { kind, factorId: id, amr: [possessionOf({ backupEligible })], spent };
}
