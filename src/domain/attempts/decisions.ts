import type { UserId } from '../ids.js';
import type { Attempts } from './attempts.js';
import type { AttemptEvent } from './events.js';

/**
 * Too many attempts have failed: no password is compared for now, not even the right one (SP 800-63B §3.2.2). The client
 * gets the same answer as for a wrong password.
 */
export class Locked extends Error {
  override readonly name = 'Locked';
  /** @param until end of the lock; null if no time ends it */
  constructor(readonly until: Date | null = null) {
    super();
  }
}

/**
 * All wrong codes of a second factor after which no code is compared until the count is cleared. A code has six digits, so
 * delays alone would not keep a patient thief of the password out.
 */
export const MAX_CODES = 100;

/** The number of consecutive failures before each further attempt has to wait. */
export const FREE_ATTEMPTS = 10;
/** The same for sign-ins without their second factor. They guess nothing, but each lengthens the log. */
export const FREE_FIRST_STEPS = 60;
/** Measured from the start of the attempt: longer than a hash takes, at any cost and on a busy machine. */
const FIRST_WAIT_MS = 4000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** The time without an attempt after which failures are no longer consecutive. */
const FORGET_AFTER_MS = 24 * 3_600_000;

interface CountingRules {
  readonly now: Date;
  readonly cleared: Date | null;
  readonly maxTotal?: number;
  readonly free?: number;
}

/**
 * Counts an attempt before its secret is compared.
 *
 * @param cleared the time at which the attempts of the whole account were cleared, which clears those of every location
 * @param maxTotal the attempts without a success after which every further one is refused
 * @param free the attempts before each further one has to wait
 * @throws Locked
 */
export function countAttempt(
  attempts: Attempts,
  accountId: UserId,
  { now, cleared, maxTotal = Infinity, free = FREE_ATTEMPTS }: CountingRules,
): AttemptEvent[] {
  const { known, clearedAt, countedAt, lockedUntil } = attempts;
  const before = failuresInRow(attempts, now, cleared);
  if (before > 0 && lockedUntil !== null && lockedUntil > now) throw new Locked(lockedUntil);
  const isCleared = cleared !== null && countedAt !== null && countedAt < cleared;
  const total = isCleared ? 0 : attempts.total;
  if (total >= maxTotal) throw new Locked();
  const failures = before + 1;
  return [
    {
      type: 'AttemptCounted',
      data: {
        account: accountId,
        failures,
        // Without a limit of the total, the row says it all, and earlier releases can read the event.
        total: maxTotal === Infinity ? failures : total + 1,
        locked_until: lockAfter(failures, free, now)?.toISOString() ?? null,
        known,
        cleared_at: clearedAt?.toISOString() ?? null,
      },
    },
  ];
}

/** Clears the attempts of a location where the owner has signed in, and marks it as known. */
export function rememberLocation(accountId: UserId): AttemptEvent[] {
  return [{ type: 'AttemptsCleared', data: { account: accountId, known: true } }];
}

/** Clears the attempts of every location. */
export function clearAttempts(accountId: UserId): AttemptEvent[] {
  return [{ type: 'AttemptsCleared', data: { account: accountId, known: false } }];
}

/** Counts the consecutive failures up to now: none after a day without attempts, or after a clearing. */
export function failuresInRow(
  { failures, countedAt }: Attempts,
  now: Date,
  cleared: Date | null = null,
): number {
  if (countedAt === null || now.getTime() - countedAt.getTime() > FORGET_AFTER_MS) return 0;
  return cleared !== null && countedAt < cleared ? 0 : failures;
}

/** Doubles the wait with each failure after the free attempts. */
function lockAfter(failures: number, free: number, now: Date): Date | null {
  if (failures < free) return null;
  const wait = Math.min(FIRST_WAIT_MS * 2 ** (failures - free), LONGEST_WAIT_MS);
  return new Date(now.getTime() + wait);
}
