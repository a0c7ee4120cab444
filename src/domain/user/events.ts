import { z } from 'zod';
import { defineEvent, personal, secret } from '../event.js';
import type { EventOf } from '../event.js';

const instant = z.iso.datetime();

export const userEvents = [
  defineEvent('UserRegistered', { email: personal(), username: personal(), claim: z.string() }),
  /** A registration that took its claim but never followed up; the stream is closed to it for good. */
  defineEvent('RegistrationAbandoned', {}),
  defineEvent('EmailVerificationRequested', { expires_at: instant }),
  defineEvent('EmailVerified', {}),
  /** The first password of a user. */
  defineEvent('PasswordSet', { password_hash: secret() }),
  /** `kept_session` is the one session that goes on; all others end. */
  defineEvent('PasswordChanged', { password_hash: secret(), kept_session: z.uuid().nullable() }),
  /** The same password, stored by a newer scheme or at a higher cost. */
  defineEvent('PasswordRehashed', { password_hash: secret() }),
  defineEvent('PasswordResetRequested', { expires_at: instant }),
  /** Ends every session, and every link and pending address change given out before. */
  defineEvent('PasswordReset', { password_hash: secret() }),
  defineEvent('ProfileUpdated', { username: personal() }),
  defineEvent('EmailChangeRequested', { new_email: personal(), claim: z.string(), expires_at: instant }),
  /** The link to the new address has expired unused; the claim on it is free from here on. */
  defineEvent('EmailChangeLapsed', { claim: z.string() }),
  defineEvent('EmailChanged', {
    email: personal(),
    previous_email: personal(),
    claim: z.string(),
    previous_claim: z.string(),
  }),
  /** The sessions of a user end, but for the one that is kept. */
  defineEvent('SessionsEnded', { kept_session: z.uuid().nullable(), reason: z.string().nullable() }),
  /**
   * Somebody who is known to an identity provider can sign in to the account by it. `how` tells what led to it: the account
   * was opened so, by a provider that hands out addresses of this domain or by another; a verified address brought the two
   * together; or the user wanted it. `label` is what the person calls that identity.
   */
  defineEvent('OAuthIdentityLinked', {
    provider: z.string(),
    issuer: z.string(),
    subject: personal(),
    label: personal(),
    claim: z.string(),
    how: z.enum(['vouched_sign_up', 'sign_up', 'same_address', 'by_user']),
  }),
  /** A link that took its claim but never followed up; one that comes late fails. */
  defineEvent('OAuthIdentityLinkLapsed', { claim: z.string() }),
  defineEvent('OAuthIdentityUnlinked', { provider: z.string(), claim: z.string() }),
  /** The first password of a user who has signed in otherwise so far. */
  defineEvent('PasswordAdded', { password_hash: secret() }),
  defineEvent('UserDeactivated', { reason: z.string().nullable() }),
  defineEvent('UserReactivated', { reason: z.string().nullable() }),
] as const;

export type UserEvent = EventOf<(typeof userEvents)[number]>;
