import type { Attempts } from './attempts.js';
import type { AttemptEvent } from './events.js';

/**
 * Too many attempts have failed: nothing is compared for now, not even the right password (SP 800-63B §3.2.2). Nobody is
 * told: it is answered as a wrong password.
 */
export class Locked extends Error {
  override readonly name = 'Locked';
}

/** Attempts in a row that may fail before each has to wait. */
export const FREE_ATTEMPTS = 10;
/** From when the attempt comes: longer than a hash takes, at any cost and on a busy machine. */
const FIRST_WAIT_MS = 4000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** After so long without an attempt, the row has ended. */
const ROW_ENDS_MS = 24 * 3_600_000;

/**
 * Counts an attempt before its password is compared.
 *
 * @param cleared when the attempts of the whole account were cleared, which clears those of each place
 * @throws Locked
 */
export function countAttempt(
  attempts: Attempts,
  accountId: string,
  { now, cleared }: { now: Date; cleared: Date | null },
): AttemptEvent[] {
  const { known, clearedAt, lockedUntil } = attempts;
  const before = failuresInRow(attempts, now, cleared);
  if (before > 0 && lockedUntil !== null && lockedUntil > now) throw new Locked();
  const failures = before + 1;
  return [
    {
      type: 'AttemptCounted',
      data: {
        account: accountId,
        failures,
        locked_until: lockAfter(failures, now)?.toISOString() ?? null,
        known,
        cleared_at: clearedAt?.toISOString() ?? null,
      },
    },
  ];
}

/** The account has signed in from this place, or has shown otherwise that its owner is here. */
export function rememberLocation(accountId: string): AttemptEvent[] {
  return [{ type: 'AttemptsCleared', data: { account: accountId, known: true } }];
}

/** Lets every place try anew. */
export function clearAttempts(accountId: string): AttemptEvent[] {
  return [{ type: 'AttemptsCleared', data: { account: accountId, known: false } }];
}

/** How many attempts have failed in a row, as far as the row goes on. */
export function failuresInRow(
  { failures, countedAt }: Attempts,
  now: Date,
  cleared: Date | null = null,
): number {
  if (countedAt === null || now.getTime() - countedAt.getTime() > ROW_ENDS_MS) return 0;
  return cleared !== null && countedAt < cleared ? 0 : failures;
}

/** Waits double from one failure to the next. */
function lockAfter(failures: number, now: Date): Date | null {
  if (failures < FREE_ATTEMPTS) return null;
  const wait = Math.min(FIRST_WAIT_MS * 2 ** (failures - FREE_ATTEMPTS), LONGEST_WAIT_MS);
  return new Date(now.getTime() + wait);
}
