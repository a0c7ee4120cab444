import { deriveId, sessionIdSchema } from '../ids.js';
import type { CodeId, SessionId } from '../ids.js';
import type { OneTimeCode, SentCode } from '../one-time-code/one-time-code.js';
import { sessionsEnded } from '../user/decisions.js';
import type { UserEvent } from '../user/events.js';
import { withoutFactors, withoutUnprovenIdentities } from '../user/password-decisions.js';
import type { Registered, User } from '../user/user.js';
import { isEndedByAccount } from './active-session.js';

/** Namespace of the sessions that codes name. */
const SESSIONS = '8c1d5e27-4b60-4f93-a7d8-29e3f1b60c45';

/** Returns the id of the session that a mailed link or code starts, so that both start at most one. */
export function sessionOfCode(id: CodeId): SessionId {
  return deriveId(sessionIdSchema, id, SESSIONS);
}

/** A mailed code that works, and its account. */
export interface UsableCode {
  readonly code: SentCode;
  readonly account: Registered;
}

/**
 * Returns a mailed code with its account while it works: until it expires, or an event of the account ends its sessions or
 * its mailed links, such as a new password or a changed address. Its use is checked where the code is spent.
 *
 * @returns null for a code that does not work
 */
export function usableCode(user: User, code: OneTimeCode, now: Date): UsableCode | null {
  if (code === null || code.expires <= now || user.status !== 'registered') return null;
  const { id, userRevision } = code;
  const isEnded = isEndedByAccount(user, { id: sessionOfCode(id), userRevision });
  return isEnded || user.reset.epoch > userRevision ? null : { code, account: user };
}

/**
 * Hands an account to the person who reads its mailbox, unless the account has proved its address before. A stranger may have
 * opened the account, so the password, unproven identities, factors and sessions go (Sudhodanan and Paverd, 2022).
 *
 * @param restorableUntil the expiry of the links that restore removed identities
 * @param starting the session that the reader starts; an interrupted sign-in can still start it
 */
export function handToMailbox(account: Registered, restorableUntil: Date, starting: SessionId): UserEvent[] {
  if (account.verified && !account.emailOnlyAsserted) return [];
  return [
    { type: 'EmailVerified', data: {} },
    ...(account.password === null ? [] : [{ type: 'PasswordRemoved' as const, data: {} }]),
    ...withoutUnprovenIdentities(account, restorableUntil),
    ...withoutFactors(account),
    sessionsEnded(starting),
  ];
}
