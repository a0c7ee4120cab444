import type { EventId, SessionId } from '../ids.js';
import { requireRegistered, requireUsableLink, WrongPassword } from './decisions.js';
import type { ResetLinkEvent, UserEvent } from './events.js';
import { factorRemoved, releaseSecondFactor } from './factors/factor-decisions.js';
import { newestLink } from './link.js';
import type { RequestedLink } from './link.js';
import type { Registered, User } from './user.js';

/** Requests a reset link. Anyone may ask; only an active account gets one. */
export function requestPasswordReset(user: User, linkExpires: Date): ResetLinkEvent[] {
  if (user.status !== 'registered' || !user.active) return [];
  return [{ type: 'PasswordResetRequested', data: { expires_at: linkExpires.toISOString() } }];
}

/**
 * Returns the account if the reset link is usable. Judge the link before the new password: the policy's answer compares
 * the password with the address of the account.
 *
 * @throws LinkUsed
 */
export function requireResetLink(
  user: User,
  requested: RequestedLink,
  linkEvent: EventId,
  now: Date,
): Registered {
  return requireUsableLink(user, ({ reset }) => newestLink(reset, requested), linkEvent, now);
}

/**
 * Sets a new password by the newest reset link, which works once. The link proves access to the mailbox, so it also
 * verifies the address. An identity whose owner has never shown access to the mailbox may belong to an attacker, so it is
 * removed (Sudhodanan and Paverd, 2022). The factors of an account, and its user's demand for one, are removed with it while
 * only a provider's assertion supports the address: a stranger who opened the account may have added them.
 *
 * @param restorableUntil the expiry of the links that restore removed identities
 * @throws LinkUsed
 */
export function resetPassword(
  user: User,
  { requested, event }: { readonly requested: RequestedLink; readonly event: EventId },
  passwordHash: string,
  { now, restorableUntil }: { readonly now: Date; readonly restorableUntil: Date },
): UserEvent[] {
  const account = requireResetLink(user, requested, event, now);
  return [
    { type: 'PasswordReset', data: { password_hash: passwordHash } },
    ...(account.verified ? [] : [{ type: 'EmailVerified' as const, data: {} }]),
    ...withoutUnprovenIdentities(account, restorableUntil),
    ...(account.emailOnlyAsserted ? withoutFactors(account) : []),
  ];
}

/** Removes the identities whose owners have never shown access to the mailbox. */
export function withoutUnprovenIdentities({ identities }: Registered, restorableUntil: Date): UserEvent[] {
  return identities
    .filter(({ provesMailbox }) => !provesMailbox)
    .map(({ provider, claim }) => ({
      type: 'OAuthIdentityRemoved',
      data: { provider, claim, expires_at: restorableUntil.toISOString() },
    }));
}

/** Removes the factors of an account, and the demand of its user for one. */
export function withoutFactors(account: Registered): UserEvent[] {
  const removed = account.factors.map((one) => factorRemoved(one, 'stranger'));
  const released = account.demandedBy === 'user' ? releaseSecondFactor(account, 'user', 'stranger') : [];
  return [...removed, ...released];
}

/**
 * Replaces the password and ends every session except the current one.
 *
 * @param confirmed the event that set the password which the caller has confirmed
 * @throws WrongPassword the password has changed since
 * @throws UnknownUser
 */
export function changePassword(
  user: User,
  confirmed: EventId,
  passwordHash: string,
  keptSession: SessionId,
): UserEvent[] {
  if (requireRegistered(user).passwordSetBy !== confirmed) throw new WrongPassword();
  return [{ type: 'PasswordChanged', data: { password_hash: passwordHash, kept_session: keptSession } }];
}

/** Returns the stored hash that a password must match, or null if no password proves anything. */
export function usablePassword({ password, passwordLocked }: Registered): string | null {
  return passwordLocked ? null : password;
}

/** Replaces the hash if it is still the one that was verified. */
export function rehashPassword(user: User, verified: string, passwordHash: string): UserEvent[] {
  if (user.status !== 'registered' || user.password !== verified) return [];
  return [{ type: 'PasswordRehashed', data: { password_hash: passwordHash } }];
}
