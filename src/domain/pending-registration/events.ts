import { z } from 'zod';
import { defineEvent, personal, personalOf } from '../event.js';
import type { EventOf } from '../event.js';
import { claimStreamSchema, userIdSchema } from '../ids.js';
import { recordedEmailAddress } from '../user/email-address.js';

export const pendingRegistrationEvents = [
  /**
   * A provider returned an address that it has not verified. The person can open an account once the address is
   * confirmed; nothing is claimed before. `user_id` is the id of the future account. `browser` is the digest of the
   * secret in the browser that started the registration.
   */
  defineEvent('SignUpOffered', {
    user_id: userIdSchema,
    provider: z.string(),
    issuer: z.string(),
    subject: personal(),
    label: personal(),
    claim: claimStreamSchema,
    email: personalOf(recordedEmailAddress),
    username: personal(),
    browser: z.string(),
    expires_at: z.iso.datetime(),
  }),
] as const;

export type PendingRegistrationEvent = EventOf<(typeof pendingRegistrationEvents)[number]>;
