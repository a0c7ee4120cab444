import { z } from 'zod';
import { defineEvent, personal } from '../event.js';
import type { EventOf } from '../event.js';
import { userIdSchema, uuidSchema } from '../ids.js';

export const deviceEvents = [
  /** A user signed in on a device for the first time, or again after a week or more. */
  defineEvent('DeviceSeen', { user_id: userIdSchema, device: personal('known_device') }),
  /**
   * The user trusts a device: until `expires_at`, the password alone signs in on it. `user_revision` is the revision of the
   * account then; a later event there that ends trust ends this one too.
   */
  defineEvent('DeviceTrusted', {
    user_id: userIdSchema,
    trust_id: uuidSchema,
    user_revision: z.int().nonnegative(),
    device: personal('known_device'),
    expires_at: z.iso.datetime(),
  }),
  /** The user ended the trust in one device, or in all with a null `trust_id`. */
  defineEvent('DeviceTrustEnded', { user_id: userIdSchema, trust_id: uuidSchema.nullable() }),
] as const;

export type DeviceEvent = EventOf<(typeof deviceEvents)[number]>;
