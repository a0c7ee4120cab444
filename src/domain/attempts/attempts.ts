import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import type { UserId } from '../ids.js';
import { attemptEvents } from './events.js';
import type { AttemptEvent } from './events.js';

/**
 * The attempts on one account, to prove its password or a code of its second factors. One counter counts those from each known location, a location where the account
 * has signed in before; another counts those from all unknown locations.
 */
export interface Attempts {
  /** The consecutive attempts that failed or are not decided yet. */
  readonly failures: number;
  /** All attempts since the last success, also those that are no longer consecutive. */
  readonly total: number;
  /** The time of the newest of them. */
  readonly countedAt: Date | null;
  /** The end of the lockout. Until then nothing is compared. */
  readonly lockedUntil: Date | null;
  /** True if the account has signed in from this location. */
  readonly known: boolean;
  readonly clearedAt: Date | null;
}

/** The state needs only the newest event; repeats of a command need the few before it. */
const KEEP_LAST = 4;

export const attemptCounters = defineCategory({
  prefix: 'attempts',
  events: attemptEvents,
  subject: 'none',
  keepLast: KEEP_LAST,
});

/** The secret that is attempted; `first_step` counts the sign-ins that owe a second factor and do not get it. */
export type AttemptedSecret = 'password' | 'factor' | 'first_step';

/** @param location the fingerprint of a known location (see `locationFingerprints`), or null for all unknown ones */
export function attemptsOf(
  accountId: UserId,
  location: string | null,
  secret: AttemptedSecret = 'password',
): Aggregate<Attempts, AttemptEvent> {
  const id =
    accountId + (secret === 'password' ? '' : `.${secret}`) + (location === null ? '' : `.${location}`);
  return attemptCounters.aggregate<Attempts, AttemptEvent>(id, {
    initial: { failures: 0, total: 0, countedAt: null, lockedUntil: null, known: false, clearedAt: null },
    evolve(_, { type, data, occurredAt }) {
      const { known } = data;
      if (type === 'AttemptsCleared')
        return { failures: 0, total: 0, countedAt: null, lockedUntil: null, known, clearedAt: occurredAt };
      return {
        failures: data.failures,
        total: data.total,
        countedAt: occurredAt,
        lockedUntil: instant(data.locked_until),
        known,
        clearedAt: instant(data.cleared_at),
      };
    },
  });
}

function instant(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
