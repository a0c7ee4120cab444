import { z } from 'zod';
import { defineEvent, personal } from '../event.js';
import type { EventOf } from '../event.js';
import { userIdSchema } from '../ids.js';

/** The name of a device whose client sends no usable user agent. */
export const UNKNOWN_DEVICE = 'an unknown device';

export const sessionEvents = [
  /**
   * A sign-in with its device, its identity provider if it used one, and the notice that its owner gets. `user_revision`
   * is the revision of the user's stream that the sign-in was decided on. A later event there that ends sessions ends
   * this one too, whichever of the two was recorded first.
   */
  defineEvent(
    'SessionStarted',
    {
      user_id: userIdSchema,
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
  /** Ends this session. Events of the user's stream that end many sessions are not repeated here. */
  defineEvent('SessionEnded', {
    user_id: userIdSchema,
    reason: z.enum(['signed_out', 'replaced', 'revoked', 'refresh_token_reused']),
  }),
] as const;

export type SessionEvent = EventOf<(typeof sessionEvents)[number]>;
