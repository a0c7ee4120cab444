import { z } from 'zod';
import { skippingUnreadable } from '../../domain/aggregate.js';
import type { SessionId, UserId } from '../../domain/ids.js';
import { requireRecentAuthentication } from '../../domain/policies/active-session.js';
import { sessionAt } from '../../domain/session/session.js';
import { requestErasure as decide } from '../../domain/user/erasure/erasure-decisions.js';
import type { ErasureTimes } from '../../domain/user/erasure/erasure-decisions.js';
import { atRevision } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { User } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handleGuarded } from '../handle.js';
import { closing, closingStreams } from '../steps/access/administrator-accounts.js';

export const requestErasureInput = z.strictObject({ reason: z.string().max(200).optional() });
type Input = z.output<typeof requestErasureInput>;

/** A requested erasure. */
export interface RequestedErasure {
  /** The time at which the account is erased if its owner does not sign in; null: it is erased. */
  readonly due: Date | null;
  readonly position: Position | null;
}

type Dependencies = Pick<CommandDependencies, 'log' | 'rules' | 'webauthn'>;

/**
 * Requests the erasure of the caller's account, and ends every session. Without `ERASURE_DELAY` it erases at once.
 *
 * @throws SessionOver, ReauthenticationRequired, UnknownUser, LastAdministrator
 */
export async function requestOwnErasure(
  dependencies: Dependencies,
  { userId, sessionId }: { readonly userId: UserId; readonly sessionId: SessionId },
  { reason }: Input,
  cause: Cause,
): Promise<RequestedErasure> {
  const { log, rules, webauthn } = dependencies;
  const others = await closingStreams({ log }, userId);
  const streams = { ...others, session: sessionAt(sessionId), user: userAt(userId) };
  const { states, position } = await handleGuarded(log, cause, streams, ({ session, ...facts }) => {
    requireRecentAuthentication(facts.user, session, cause.now, webauthn.relyingParty.id);
    const request = { by: 'user', reason: reason ?? null } as const;
    return { user: closing(facts, decide(facts.user, request, timesOf(rules, cause))) };
  });
  return { due: dueOf(states.user), position };
}

/**
 * Requests the erasure of an account at the request of an administrator. An event that this release cannot read does not
 * prevent it.
 *
 * @param ifRevision revision that the caller expects the account to have; null: any
 * @throws UnknownUser, RevisionMismatch, LastAdministrator
 */
export async function requestUserErasure(
  { log, rules }: Pick<Dependencies, 'log' | 'rules'>,
  userId: UserId,
  { reason }: Input,
  cause: Cause,
  ifRevision: number | null,
): Promise<RequestedErasure> {
  const request = { by: 'admin', reason: reason ?? null } as const;
  const streams = { ...(await closingStreams({ log }, userId)), user: skippingUnreadable(userAt(userId)) };
  const { states, position } = await handleGuarded(log, cause, streams, (facts) => ({
    user: closing(facts, decide(atRevision(facts.user, ifRevision), request, timesOf(rules, cause))),
  }));
  return { due: dueOf(states.user), position };
}

function timesOf(
  { erasureDelayMs, claimQuarantineMs }: CommandDependencies['rules'],
  { now }: Cause,
): ErasureTimes {
  return { now, delayMs: erasureDelayMs, quarantineMs: claimQuarantineMs };
}

function dueOf(user: User): Date | null {
  return user.status === 'registered' ? (user.erasure?.due ?? null) : null;
}
