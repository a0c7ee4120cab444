import { z } from 'zod';
import { defineEvent, internal, personal, personalOf, secret, secretOrNull } from '../event.js';
import type { EventOf } from '../event.js';
import { claimStreamSchema, eventIdSchema, sessionIdSchema } from '../ids.js';
import { recordedEmailAddress } from './email-address.js';
import { erasureEvents } from './erasure/erasure-events.js';
import { factorEvents } from './factors/factor-events.js';

const instant = z.iso.datetime();
const email = () => personalOf(recordedEmailAddress, 'email');
/** The claim stream that reserves a value for the account. */
const claim = internal(claimStreamSchema);
const keptSession = sessionIdSchema.nullable();

/** A verification link was requested: by the registration in the account's stream, or later in `verification_link-…`. */
export const verificationLinkRequested = defineEvent('EmailVerificationRequested', { expires_at: instant });
/** A reset link was requested. Release 0.1.0 recorded it in the account's stream. */
export const resetLinkRequested = defineEvent('PasswordResetRequested', { expires_at: instant });

export const userEvents = [
  defineEvent('UserRegistered', { email: email(), username: personal('username'), claim }),
  /**
   * The account was taken over from another system, with the state that it had there. Unlike a registration it causes no mail.
   * `source` names the format of the import, and `registered_at` the time of the registration there, if it is known.
   */
  defineEvent('UserImported', {
    email: email(),
    username: personal('username'),
    claim,
    password_hash: secretOrNull('password'),
    verified: z.boolean(),
    active: z.boolean(),
    source: z.string(),
    registered_at: instant.nullable(),
  }),
  /** The registration claimed its address but did not follow in time. The stream rejects it from here on. */
  defineEvent('RegistrationAbandoned', {}),
  verificationLinkRequested,
  defineEvent('EmailVerified', {}),
  /** The first password of a user. */
  defineEvent('PasswordSet', { password_hash: secret('password') }),
  /** Ends every session except `kept_session`. */
  defineEvent('PasswordChanged', { password_hash: secret('password'), kept_session: keptSession }),
  /** The same password, hashed by a newer scheme or at a higher cost. */
  defineEvent('PasswordRehashed', { password_hash: secret('password') }),
  resetLinkRequested,
  /** Ends every session, and voids every earlier link and pending address change. */
  defineEvent('PasswordReset', { password_hash: secret('password') }),
  defineEvent('ProfileUpdated', { username: personal('username') }),
  defineEvent('EmailChangeRequested', { new_email: email(), claim, expires_at: instant }),
  /** The link to the new address expired unused. From here on the claim on that address is free. */
  defineEvent('EmailChangeLapsed', { claim }),
  defineEvent('EmailChanged', {
    email: email(),
    previous_email: email(),
    claim,
    previous_claim: claim,
  }),
  /** Ends every session except `kept_session`. */
  defineEvent('SessionsEnded', { kept_session: keptSession, reason: z.string().nullable() }),
  /**
   * An identity at a provider can sign in to the account from here on. `label` is the user's own name for it. `how` gives
   * the reason for the link:
   * - `vouched_sign_up`: the account was opened by a provider that is trusted for the address's domain
   * - `sign_up`: the account was opened by another provider
   * - `same_address`: account and identity had the same verified address
   * - `by_user`: the signed-in user requested it
   */
  defineEvent('OAuthIdentityLinked', {
    provider: z.string(),
    issuer: z.string(),
    subject: personal('identity'),
    label: personal('identity_label'),
    claim,
    how: z.enum(['vouched_sign_up', 'sign_up', 'same_address', 'by_user']),
  }),
  /** The link claimed its identity but did not follow in time. From here on it is rejected. */
  defineEvent('OAuthIdentityLinkLapsed', { claim }),
  defineEvent('OAuthIdentityUnlinked', { provider: z.string(), claim }),
  /**
   * A password reset or a sign-in link removed the identity: nothing shows that its owner reads the mailbox of the account. Until
   * `expires_at`, a mailed link restores it.
   */
  defineEvent('OAuthIdentityRemoved', {
    provider: z.string(),
    claim,
    expires_at: instant,
  }),
  /** The owner of the mailbox restored an identity that a reset had removed. */
  defineEvent('OAuthIdentityRestored', { provider: z.string(), claim }),
  /** The first password of a user who signed in only by identity providers before. */
  defineEvent('PasswordAdded', { password_hash: secret('password') }),
  /** The account has no password any more. Its owner signs in by other means. */
  defineEvent('PasswordRemoved', {}),
  /** The owner disowned an event of the account's history. Until a reset sets a new password, none is accepted. */
  defineEvent('ActivityDisowned', { event_id: eventIdSchema }),
  defineEvent('UserDeactivated', { reason: z.string().nullable() }),
  defineEvent('UserReactivated', { reason: z.string().nullable() }),
  ...factorEvents,
  ...erasureEvents,
] as const;

export type UserEvent = EventOf<(typeof userEvents)[number]>;

export type VerificationLinkEvent = EventOf<typeof verificationLinkRequested>;
export type ResetLinkEvent = EventOf<typeof resetLinkRequested>;

/** The event types that end sessions of their user. */
export const SESSION_ENDING_EVENTS: ReadonlySet<string> = new Set<UserEvent['type']>([
  'PasswordChanged',
  'PasswordReset',
  'SessionsEnded',
  'UserDeactivated',
  'ErasureRequested',
  'UserErased',
]);
