import { z } from 'zod';
import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';

const instant = z.iso.datetime();

/**
 * Each event tells all that the rules need, so that the newest of a stream are enough. The account is not called
 * `user_id`: an unknown address is counted alike, under the id of nobody.
 */
export const attemptEvents = [
  /**
   * A password is about to be compared. It counts as a failure until it is known to be none, so that many at once are
   * not more than one after the other.
   */
  defineEvent('AttemptCounted', {
    account: z.uuid(),
    failures: z.int().positive(),
    locked_until: instant.nullable(),
    known: z.boolean(),
    cleared_at: instant.nullable(),
  }),
  /** The owner was here, or somebody has opened the lock: what was counted counts no more. */
  defineEvent('AttemptsCleared', { account: z.uuid(), known: z.boolean() }),
] as const;

export type AttemptEvent = EventOf<(typeof attemptEvents)[number]>;
