import { alreadyRegistered } from './messages/already-registered.js';
import { emailChangeConfirmation } from './messages/email-change-confirmation.js';
import { emailChangeRequested } from './messages/email-change-requested.js';
import { emailChanged } from './messages/email-changed.js';
import { identityLinked } from './messages/identity-linked.js';
import { identityUnlinked } from './messages/identity-unlinked.js';
import { passwordAdded } from './messages/password-added.js';
import { passwordChanged } from './messages/password-changed.js';
import { passwordReset } from './messages/password-reset.js';
import { signUpOffer } from './messages/sign-up-offer.js';
import { signInLocked } from './messages/sign-in-locked.js';
import { stolenSession } from './messages/stolen-session.js';
import { unusualSignIn } from './messages/unusual-sign-in.js';
import { verification } from './messages/verification.js';

/** Every mail the service sends, by name. Rendering is pure: it reads no clock and sends nothing. */
export const mails = {
  verification,
  'password-reset': passwordReset,
  'password-changed': passwordChanged,
  'email-change-confirmation': emailChangeConfirmation,
  'email-change-requested': emailChangeRequested,
  'email-changed': emailChanged,
  'unusual-sign-in': unusualSignIn,
  'stolen-session': stolenSession,
  'sign-in-locked': signInLocked,
  'already-registered': alreadyRegistered,
  'identity-linked': identityLinked,
  'identity-unlinked': identityUnlinked,
  'password-added': passwordAdded,
  'sign-up-offer': signUpOffer,
} as const;

export type MailName = keyof typeof mails;

/** What the mail of that name needs to know. */
export type MailParams<Name extends MailName> = Parameters<(typeof mails)[Name]>[0];
