import type { EventId } from '../../ids.js';
import { InvalidCredentials, requireRegistered } from '../decisions.js';
import type { UserEvent } from '../events.js';
import type { User } from '../user.js';
import type { ErasureAuthor } from './erasure-events.js';
import type { PendingErasure } from './pending-erasure.js';

/** The times that the configuration gives an erasure. */
export interface ErasureTimes {
  readonly now: Date;
  /** Time in which the owner can cancel. */
  readonly delayMs: number;
  /** Time for which nobody else can claim the identities of the account. */
  readonly quarantineMs: number;
}

interface Request {
  readonly by: ErasureAuthor;
  readonly reason: string | null;
}

/**
 * Requests the erasure of an account. Without a delay, the same append erases it. A second request changes nothing.
 *
 * @throws UnknownUser
 */
export function requestErasure(user: User, { by, reason }: Request, times: ErasureTimes): UserEvent[] {
  const { erasure } = requireRegistered(user);
  if (erasure !== null && times.delayMs > 0) return [];
  const due = new Date(times.now.getTime() + times.delayMs);
  const requested: UserEvent = { type: 'ErasureRequested', data: { by, reason, due_at: due.toISOString() } };
  return times.delayMs > 0 ? [requested] : [requested, userErased(by, times)];
}

/** Erases an account at the time of a request. Does nothing after the request was cancelled or done. */
export function completeErasure(
  user: User,
  request: EventId,
  times: Omit<ErasureTimes, 'delayMs'>,
): UserEvent[] {
  if (user.status !== 'registered' || user.erasure?.event !== request) return [];
  return user.erasure.due > times.now ? [] : [userErased(user.erasure.by, times)];
}

/**
 * Cancels the erasure that a sign-in has met. A later request stays.
 *
 * @throws InvalidCredentials the account was erased meanwhile
 */
export function cancelErasure(user: User, met: PendingErasure): UserEvent[] {
  if (user.status !== 'registered') throw new InvalidCredentials();
  return user.erasure?.event === met.event ? [{ type: 'ErasureCancelled', data: {} }] : [];
}

/**
 * Cancels the erasure of an account, whichever request it waits for. Does nothing if none waits.
 *
 * @throws UnknownUser the account was erased
 */
export function keepAccount(user: User): UserEvent[] {
  return requireRegistered(user).erasure === null ? [] : [{ type: 'ErasureCancelled', data: {} }];
}

/** Erases an account that the ledger names, in a log that a backup has replaced. Its keys may be destroyed already. */
export function eraseByLedger(user: User, now: Date): UserEvent[] {
  const isOpen = user.status === 'registered' || (user.status === 'erased' && !user.isRecorded);
  return isOpen ? [userErased('ledger', { now, quarantineMs: 0 })] : [];
}

/** Erases an account whose address was never verified. Does nothing if it was verified meanwhile. */
export function eraseUnverified(user: User, now: Date): UserEvent[] {
  return user.status === 'registered' && !user.verified
    ? [userErased('retention', { now, quarantineMs: 0 })]
    : [];
}

function userErased(by: ErasureAuthor, { now, quarantineMs }: Omit<ErasureTimes, 'delayMs'>): UserEvent {
  const heldUntil = new Date(now.getTime() + quarantineMs);
  return { type: 'UserErased', data: { by, held_until: heldUntil.toISOString() } };
}
