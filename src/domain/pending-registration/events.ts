import { z } from 'zod';
import { defineEvent, personal } from '../event.js';
import type { EventOf } from '../event.js';

export const pendingRegistrationEvents = [
  /**
   * Somebody whom a provider knows may open an account once the address that it names is confirmed, which it has not
   * verified. Nothing is claimed before. `user_id` is of the account to be, `browser` the digest of what the browser keeps
   * in which this was begun.
   */
  defineEvent('SignUpOffered', {
    user_id: z.uuid(),
    provider: z.string(),
    issuer: z.string(),
    subject: personal(),
    label: personal(),
    claim: z.string(),
    email: personal(),
    username: personal(),
    browser: z.string(),
    expires_at: z.iso.datetime(),
  }),
] as const;

export type PendingRegistrationEvent = EventOf<(typeof pendingRegistrationEvents)[number]>;
