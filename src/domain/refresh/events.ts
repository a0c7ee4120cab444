import { z } from 'zod';
import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';

const instant = z.iso.datetime();
const generation = z.int().nonnegative();

/** Each event tells all that the rules need, so that the newest ones of a family are enough. */
export const refreshEvents = [
  /**
   * The next token of a family, the first of which has generation 0. All of them are over at `expires_at`,
   * and this one at `idle_expires_at` unless it is used before.
   */
  defineEvent('RefreshTokenIssued', {
    user_id: z.uuid(),
    generation,
    expires_at: instant,
    idle_expires_at: instant,
  }),
  /** The token of this generation came again after its successor was in use: two hold what one may hold. */
  defineEvent('RefreshTokenReused', { user_id: z.uuid(), generation }),
] as const;

export type RefreshEvent = EventOf<(typeof refreshEvents)[number]>;
