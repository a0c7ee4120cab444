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
import { handle } from '../handle.js';

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
 * @throws SessionOver, ReauthenticationRequired, UnknownUser
 */
export async function requestOwnErasure(
  dependencies: Dependencies,
  { userId, sessionId }: { readonly userId: UserId; readonly sessionId: SessionId },
  { reason }: Input,
  cause: Cause,
): Promise<RequestedErasure> {
  const { log, rules, webauthn } = dependencies;
  const aggregates = { session: sessionAt(sessionId), user: userAt(userId) };
  const { states, position } = await handle(log, cause, aggregates, ({ user, session }) => {
    requireRecentAuthentication(user, session, cause.now, webauthn.relyingParty.id);
    return { user: decide(user, { by: 'user', reason: reason ?? null }, timesOf(rules, cause)) };
  });
  return { due: dueOf(states.user), position };
}

/**
 * Requests the erasure of an account at the request of an administrator. An event that this release cannot read does not
 * prevent it.
 *
 * @param ifRevision revision that the caller expects the account to have; null: any
 * @throws UnknownUser, RevisionMismatch
 */
export async function requestUserErasure(
  { log, rules }: Pick<Dependencies, 'log' | 'rules'>,
  userId: UserId,
  { reason }: Input,
  cause: Cause,
  ifRevision: number | null,
): Promise<RequestedErasure> {
  const request = { by: 'admin', reason: reason ?? null } as const;
  const { states, position } = await handle(
    log,
    cause,
    { user: skippingUnreadable(userAt(userId)) },
    ({ user }) => ({ user: decide(atRevision(user, ifRevision), request, timesOf(rules, cause)) }),
  );
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
