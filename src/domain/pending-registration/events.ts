import { z } from 'zod';
import { defineEvent, internal, personal, personalOf, personalOrNull } from '../event.js';
import type { EventOf } from '../event.js';
import { claimStreamSchema, userIdSchema } from '../ids.js';
import { recordedEmailAddress } from '../user/email-address.js';

export const pendingRegistrationEvents = [
  /**
   * Somebody wants an account for an address that nobody has verified. The person can open it once the address is
   * confirmed; nothing is claimed before. `user_id` is the id of the future account. `browser` is a digest that binds the
   * registration to the browser or app that started it. Without a provider, `origin` is `email` and all fields of the
   * identity are null. Version 1 had no `origin`, and always a provider.
   */
  defineEvent(
    'SignUpOffered',
    {
      user_id: userIdSchema,
      origin: z.enum(['provider', 'email']),
      provider: z.string().nullable(),
      issuer: z.string().nullable(),
      subject: personalOrNull('offered_identity'),
      label: personalOrNull('offered_identity'),
      claim: internal(claimStreamSchema.nullable()),
      email: personalOf(recordedEmailAddress, 'offered_address'),
      username: personal('offered_name'),
      browser: internal(z.string()),
      expires_at: z.iso.datetime(),
    },
    [(first) => ({ ...first, origin: 'provider' })],
  ),
] as const;

export type PendingRegistrationEvent = EventOf<(typeof pendingRegistrationEvents)[number]>;
