import { z } from 'zod';
import { defineEvent, personal } from '../event.js';
import type { EventOf } from '../event.js';

/** What a client is called that says nothing of itself. */
export const UNKNOWN_DEVICE = 'an unknown device';

export const sessionEvents = [
  /**
   * A sign-in, on what device, by which identity provider if by one, and whether its owner is told of it. `user_revision`
   * is the revision of the user's stream that the sign-in was decided on: a later event there that ends sessions ends this
   * one too, whichever of the two was recorded first.
   */
  defineEvent(
    'SessionStarted',
    {
      user_id: z.uuid(),
      user_revision: z.int().nonnegative(),
      amr: z.array(z.string()),
      device: personal(),
      notice: z.enum(['new_device', 'after_failures', 'after_absence']).nullable(),
      provider: z.string().nullable(),
    },
    [
      (first) => ({ ...first, device: UNKNOWN_DEVICE, notice: null }),
      (second) => ({ ...second, provider: null }),
    ],
  ),
  /** The end of this one session. Events of the user's stream that end many are not repeated here. */
  defineEvent('SessionEnded', {
    user_id: z.uuid(),
    reason: z.enum(['signed_out', 'replaced', 'revoked', 'refresh_token_reused']),
  }),
] as const;

export type SessionEvent = EventOf<(typeof sessionEvents)[number]>;
