import { z } from 'zod';
import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';
import { userIdSchema } from '../ids.js';

const instant = z.iso.datetime();
const generation = z.int().nonnegative();

/** Each event carries the complete state, so that a family needs only its newest events. */
export const refreshEvents = [
  /**
   * Issues the next token of a family; the first has generation 0. Every token of the family expires at `expires_at`, and
   * this one at `idle_expires_at` unless it is used before. `location` is the fingerprint of the network and device that
   * it was issued to. Version 1 did not record it.
   */
  defineEvent(
    'RefreshTokenIssued',
    {
      user_id: userIdSchema,
      generation,
      expires_at: instant,
      idle_expires_at: instant,
      location: z.string().nullable(),
    },
    [(first) => ({ ...first, location: null })],
  ),
  /** A token was presented after its successor was used: two parties hold tokens of one family. */
  defineEvent('RefreshTokenReused', { user_id: userIdSchema, generation }),
] as const;

export type RefreshEvent = EventOf<(typeof refreshEvents)[number]>;
