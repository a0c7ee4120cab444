import { z } from 'zod';
import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';
import { userIdSchema } from '../ids.js';

const instant = z.iso.datetime();

/**
 * Each event carries the complete state, so that a stream needs only its newest events. The field is not named
 * `user_id`, because attempts on an unknown address are counted too, under an id that no user has.
 */
export const attemptEvents = [
  /**
   * A password or a code of a second factor is about to be compared. The attempt counts as a failure until it succeeds, so
   * that concurrent attempts get no more guesses than consecutive ones.
   */
  defineEvent(
    'AttemptCounted',
    {
      account: userIdSchema,
      failures: z.int().positive(),
      /** For codes, all attempts since the last success, also those whose row has ended; for passwords, `failures`. */
      total: z.int().positive(),
      locked_until: instant.nullable(),
      known: z.boolean(),
      cleared_at: instant.nullable(),
    },
    [(first) => ({ ...first, total: first['failures'] })],
  ),
  /** The owner signed in or an administrator lifted the lockout: earlier attempts no longer count. */
  defineEvent('AttemptsCleared', { account: userIdSchema, known: z.boolean() }),
] as const;

export type AttemptEvent = EventOf<(typeof attemptEvents)[number]>;
