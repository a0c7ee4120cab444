import { z } from 'zod';
import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';

export const sessionEvents = [
  /**
   * A sign-in. `user_revision` is the revision of the user's stream that the sign-in was decided on: a
   * later event there that ends sessions ends this one too, whichever of the two was recorded first.
   */
  defineEvent('SessionStarted', {
    user_id: z.uuid(),
    user_revision: z.int().nonnegative(),
    amr: z.array(z.string()),
  }),
  /** The end of this one session. Events of the user's stream that end many are not repeated here. */
  defineEvent('SessionEnded', {
    user_id: z.uuid(),
    reason: z.enum(['signed_out', 'refresh_token_reused']),
  }),
] as const;

export type SessionEvent = EventOf<(typeof sessionEvents)[number]>;
