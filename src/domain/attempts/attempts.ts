import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { attemptEvents } from './events.js';
import type { AttemptEvent } from './events.js';

/** The attempts to prove one account's password: from one place where it has signed in before, or from all others. */
export interface Attempts {
  /** In a row: failed, or not decided yet. */
  readonly failures: number;
  /** When the newest of them was counted. */
  readonly countedAt: Date | null;
  /** Until when no password is compared. */
  readonly lockedUntil: Date | null;
  /** Whether the account has signed in from here. */
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

/**
 * @param place names the place (see `placeNames`); null: all places that are not known
 */
export function attemptsOf(accountId: string, place: string | null): Aggregate<Attempts, AttemptEvent> {
  return attemptCounters.aggregate<Attempts, AttemptEvent>(accountId + (place === null ? '' : `.${place}`), {
    initial: { failures: 0, countedAt: null, lockedUntil: null, known: false, clearedAt: null },
    evolve(_, { type, data, occurredAt }) {
      const { known } = data;
      if (type === 'AttemptsCleared')
        return { failures: 0, countedAt: null, lockedUntil: null, known, clearedAt: occurredAt };
      return {
        failures: data.failures,
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
