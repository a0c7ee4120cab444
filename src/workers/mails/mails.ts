import type { MailDefinition } from './define-mail.js';
import { activityDisowned } from './messages/activity-disowned.js';
import { alreadyRegistered } from './messages/already-registered.js';
import { certificateEnds } from './messages/certificate-ends.js';
import { settingsChanged } from './messages/settings-changed.js';
import { deviceTrusted } from './messages/device-trusted.js';
import { domainLapsed, domainProofMissed } from './messages/domain-proof.js';
import { emailChangeConfirmation } from './messages/email-change-confirmation.js';
import { emailChangeRequested } from './messages/email-change-requested.js';
import { emailChanged, emailChangedFrom } from './messages/email-changed.js';
import { erasureCancelled, erasureRequested } from './messages/erasure.js';
import { exportReady } from './messages/export-ready.js';
import { factorAdded, factorRemoved } from './messages/factor-changed.js';
import { factorResetAsked, factorResetCancelled, factorsReset } from './messages/factor-reset.js';
import { impersonationStarted } from './messages/impersonation.js';
import { identityLinked, identityRestored } from './messages/identity-linked.js';
import { identityRemoved } from './messages/identity-removed.js';
import { identityUnlinked } from './messages/identity-unlinked.js';
import { memberAdded, memberRemoved, ownerAdded, ownerRemoved } from './messages/membership.js';
import { passkeyAdded } from './messages/passkey-added.js';
import { passkeyClone } from './messages/passkey-clone.js';
import { passwordAdded } from './messages/password-added.js';
import { passwordChanged, passwordWasReset } from './messages/password-changed.js';
import { passwordRemoved } from './messages/password-removed.js';
import { passwordReset } from './messages/password-reset.js';
import { phoneAdded } from './messages/phone-added.js';
import { recoveryCodesIssued, recoveryCodeUsed } from './messages/recovery-codes.js';
import { secondFactorAbandoned, secondFactorLocked } from './messages/second-factor-missing.js';
import { signInLocked } from './messages/sign-in-locked.js';
import { signInLink } from './messages/sign-in-link.js';
import { signUpOffer } from './messages/sign-up-offer.js';
import { stolenSession } from './messages/stolen-session.js';
import { unusualSignIn } from './messages/unusual-sign-in.js';
import { verification } from './messages/verification.js';

/** Every mail of the service. A new mail is a file in `messages/` and a line here. */
export const mails: readonly MailDefinition[] = [
  verification,
  passwordReset,
  passwordChanged,
  passwordWasReset,
  emailChangeConfirmation,
  emailChangeRequested,
  emailChanged,
  emailChangedFrom,
  unusualSignIn,
  impersonationStarted,
  stolenSession,
  signInLocked,
  alreadyRegistered,
  identityLinked,
  identityUnlinked,
  identityRemoved,
  identityRestored,
  signUpOffer,
  signInLink,
  passwordAdded,
  passwordRemoved,
  factorAdded,
  factorRemoved,
  recoveryCodesIssued,
  recoveryCodeUsed,
  secondFactorLocked,
  secondFactorAbandoned,
  deviceTrusted,
  passkeyAdded,
  passkeyClone,
  phoneAdded,
  factorResetAsked,
  factorResetCancelled,
  factorsReset,
  exportReady,
  activityDisowned,
  erasureRequested,
  erasureCancelled,
  memberAdded,
  memberRemoved,
  ownerAdded,
  ownerRemoved,
  ...settingsChanged,
  domainProofMissed,
  domainLapsed,
  ...certificateEnds,
];
