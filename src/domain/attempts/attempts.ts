import type { Aggregate } from '../aggregate.js';
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

const CATEGORY = 'attempts-';
/** One is enough to fold; the few before it are for commands that are repeated. */
const KEPT = 4;

/**
 * @param place names the place (see `placeNames`); null: all places that are not known
 */
export function attemptsOf(accountId: string, place: string | null): Aggregate<Attempts, AttemptEvent> {
  return {
    stream: CATEGORY + accountId + (place === null ? '' : `.${place}`),
    initial: { failures: 0, countedAt: null, lockedUntil: null, known: false, clearedAt: null },
    keepLast: KEPT,
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
  };
}

/** Whether a stream counts attempts. */
export function isAttempts(stream: string): boolean {
  return stream.startsWith(CATEGORY);
}

function instant(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
