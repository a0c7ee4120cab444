import { LinkUsed, requireRegistered, signOutEverywhere } from '../decisions.js';
import { DomainError } from '../../domain-error.js';
import type { EventId } from '../../ids.js';
import type { UserEvent } from '../events.js';
import type { Registered, User } from '../user.js';
import { factorRemoved, UnknownFactor } from './factor-decisions.js';

/** The factors of the account were reset, and the caller does not have the link of the mail about it. */
export class SetUpLinkRequired extends DomainError {
  readonly code = 'set_up_link_required';
}

/** Request for the removal of all factors. */
interface Request {
  readonly reason: string | null;
  readonly now: Date;
  /** The time in which the owner can cancel, in milliseconds. */
  readonly delayMs: number;
}

/**
 * Asks for the removal of all factors after a delay, at the request of an administrator. An account that already waits for
 * it keeps its time.
 *
 * @throws UnknownFactor the account has no factor to lose, and no enrolment to start again
 * @throws UnknownUser
 */
export function askReset(user: User, request: Request): UserEvent[] {
  const account = requireResettable(user);
  return account.factorReset.asked === null ? [asked('admin', request)] : [];
}

/**
 * Asks for the removal of all factors at the request of a person with a right first proof. After a cancellation, the delay
 * must pass before the next request: a thief of the password could otherwise flood the owner with mails.
 *
 * @throws UnknownFactor, UnknownUser
 */
export function askOwnReset(user: User, request: Request): UserEvent[] {
  const { asked: waiting, cancelledAt } = requireResettable(user).factorReset;
  const isTooSoon = cancelledAt !== null && cancelledAt.getTime() + request.delayMs > request.now.getTime();
  return waiting !== null || isTooSoon ? [] : [asked('user', request)];
}

/**
 * Removes all factors without a delay.
 *
 * @throws UnknownFactor, UnknownUser
 */
export function resetNow(user: User, request: Omit<Request, 'delayMs'>): UserEvent[] {
  return [asked('admin', { ...request, delayMs: 0 }), ...reset(requireResettable(user))];
}

/**
 * Removes all factors if the request for it has waited long enough, and nobody has cancelled it. It is cancelled for an
 * account that has no factor any more, unless an earlier reset still waits for its enrolment: this one sends a new link.
 */
export function completeReset(user: User, request: EventId, now: Date): UserEvent[] {
  if (user.status !== 'registered') return [];
  const { asked: waiting, done } = user.factorReset;
  if (waiting?.event !== request || waiting.due > now) return [];
  return user.factors.length === 0 && done === null ? [cancelled('system', null)] : reset(user);
}

/**
 * Cancels a reset that waits.
 *
 * @throws UnknownUser
 */
export function cancelReset(user: User, by: 'user' | 'admin', reason: string | null): UserEvent[] {
  return requireRegistered(user).factorReset.asked === null ? [] : [cancelled(by, reason)];
}

/**
 * Cancels the reset that a mailed link names.
 *
 * @throws LinkUsed the reset is done or was cancelled
 */
export function cancelResetByLink(user: User, request: EventId): UserEvent[] {
  if (user.status !== 'registered' || user.factorReset.asked?.event !== request) throw new LinkUsed();
  return [cancelled('user', null)];
}

/**
 * Checks that the first enrolment after a reset has the link of the mail, beside its first proof.
 *
 * @param link the reset that the link of the caller names, or null
 * @throws SetUpLinkRequired
 */
export function requireSetUpLink({ factorReset: { done } }: Registered, link: EventId | null): void {
  if (done !== null && done.event !== link) throw new SetUpLinkRequired();
}

/** An account whose enrolment waits for a lost mail can be reset again, which sends another one. */
function requireResettable(user: User): Registered {
  const account = requireRegistered(user);
  if (account.factors.length === 0 && account.factorReset.done === null) throw new UnknownFactor();
  return account;
}

function reset(account: Registered): UserEvent[] {
  return [
    ...account.factors.map((factor) => factorRemoved(factor, 'recovered')),
    { type: 'FactorsReset', data: {} },
    ...signOutEverywhere(account, null),
  ];
}

function asked(by: 'user' | 'admin', { reason, now, delayMs }: Request): UserEvent {
  const due = new Date(now.getTime() + delayMs);
  return { type: 'FactorResetAsked', data: { by, reason, due_at: due.toISOString() } };
}

function cancelled(by: 'user' | 'admin' | 'system', reason: string | null): UserEvent {
  return { type: 'FactorResetCancelled', data: { by, reason } };
}
