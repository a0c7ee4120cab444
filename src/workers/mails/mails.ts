import { alreadyRegistered } from './already-registered.js';
import { emailChangeConfirmation } from './email-change-confirmation.js';
import { emailChangeRequested } from './email-change-requested.js';
import { emailChanged } from './email-changed.js';
import { identityLinked } from './identity-linked.js';
import { identityUnlinked } from './identity-unlinked.js';
import { passwordAdded } from './password-added.js';
import { passwordChanged } from './password-changed.js';
import { passwordReset } from './password-reset.js';
import { signUpOffer } from './sign-up-offer.js';
import { signInLocked } from './sign-in-locked.js';
import { stolenSession } from './stolen-session.js';
import { unusualSignIn } from './unusual-sign-in.js';
import { verification } from './verification.js';

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
