import type { DomainEvent } from '../event-catalog.js';

/**
 * Every event type in the words of the person that it is about. `{field}` stands for a field of its data. Null hides a type
 * that means nothing to a person. A new type without an entry does not compile.
 */
const HISTORY_WORDS: Readonly<Record<DomainEvent['type'], string | null>> = {
  UserRegistered: 'Your account was opened.',
  UserImported: 'Your account was opened by an operator, or moved here from another system.',
  EmailVerified: 'Your email address was confirmed.',
  PasswordSet: null,
  PasswordAdded: 'A password was added to your account.',
  PasswordRemoved: 'The password of your account was removed.',
  PasswordChanged: 'Your password was changed.',
  PasswordRehashed: null,
  PasswordReset: 'A new password was set by the link of an email.',
  ProfileUpdated: 'Your username was changed.',
  EmailChangeRequested: 'A change of your email address was requested.',
  EmailChangeLapsed: 'The requested email address was not confirmed in time.',
  EmailChanged: 'Your email address was changed.',
  SessionsEnded: 'You were signed out on other devices, or on all of them.',
  OAuthIdentityLinked: 'The sign-in with {provider} was added to your account.',
  OAuthIdentityUnlinked: 'The sign-in with {provider} was removed from your account.',
  OAuthIdentityRemoved: 'The sign-in with {provider} was removed to protect your account.',
  OAuthIdentityRestored: 'The sign-in with {provider} was restored.',
  TotpAdded: 'The authenticator app “{name}” was added.',
  PasskeyAdded: 'The passkey or security key “{name}” was added.',
  PhoneAdded: 'The phone “{name}” was added for codes by text message.',
  FactorRenamed: 'A second factor was renamed to “{name}”.',
  FactorRemoved: 'A passkey or second factor was removed.',
  RecoveryCodesIssued: 'New recovery codes were issued.',
  RecoveryCodeUsed: 'A recovery code was used.',
  SecondFactorDemanded: 'Your account must have a second factor from now on.',
  SecondFactorReleased: 'Your account need not have a second factor any more.',
  FactorResetAsked: 'The removal of all your second factors was requested.',
  FactorResetCancelled: 'The removal of your second factors was cancelled.',
  FactorsReset: 'All your second factors were removed.',
  ActivityDisowned: 'You reported an entry of this list. All sessions ended, and the password was locked.',
  ErasureRequested: 'The erasure of your account was requested.',
  ErasureCancelled: 'The erasure of your account was cancelled.',
  UserErased: null,
  UserDeactivated: 'Your account was deactivated.',
  UserReactivated: 'Your account was reactivated.',

  SessionStarted: 'A sign-in with {device} succeeded.',
  SessionReauthenticated: 'Your identity was confirmed again.',
  SessionEnded: 'A session was ended.',
  SecondFactorAsked: 'The first step of a sign-in succeeded with {device}.',
  SignInFailed: 'A wrong password was entered.',
  SignInLocked: 'Sign-in was locked for some time after many wrong passwords.',
  SignInUnlocked: 'Sign-in was unlocked by an administrator.',
  SignUpRepeated: 'Somebody tried to open another account with your email address.',
  MailedCodeFailed: 'A wrong code of an email was entered.',
  SecondFactorFailed: 'A wrong code of a second factor was entered.',
  SecondFactorLocked: 'Codes of the second factor were locked after many wrong ones.',
  SecondFactorAbandoned: 'A sign-in with {device} stopped before its second step.',
  PasskeyCloneSuspected: 'A security key was refused, because a copy of it may exist.',
  DeviceSeen: 'The device {device} was used for the first time, or again after a week.',
  DeviceTrusted: 'The device {device} is trusted: it needs no second step for some time.',
  DeviceTrustEnded: 'The trust in a device, or in all of them, was ended.',
  SignUpOffered: 'Somebody began to open an account with your email address.',
  MailSent: null,
  MailFailed: 'An email to you could not be delivered.',
  SmsSent: 'A text message with a code was sent to you.',
  SmsFailed: 'A text message to you could not be sent.',

  ExportRequested: 'An export of your personal data was requested.',
  ExportReady: 'The export of your personal data was ready.',
  ExportDownloaded: 'The export of your personal data was downloaded.',

  AuditRead: null,
  ReadModelChangeRequested: null,
  JobRetryRequested: null,
  ApiKeyCreated: null,
  ApiKeyRotated: null,
  ApiKeyRevoked: null,
  SigningKeyAdded: null,
  SigningKeyWithdrawn: null,
  RoleDefined: null,
  RoleChanged: null,
  RoleRetired: null,
  PermissionDefined: null,
  PermissionRetired: null,
  AdministratorBootstrapped: 'You became the first administrator.',
  AdministratorAdded: 'You became an administrator.',
  AdministratorRemoved: 'You are no longer an administrator.',
  GlobalRoleGranted: 'A role was granted to you.',
  GlobalRoleWithdrawn: 'A role was withdrawn from you.',
  OrganizationCreated: null,
  OrganizationRenamed: null,
  OrganizationSlugChanged: null,
  OrganizationNameLapsed: null,
  OwnerAdded: 'You became an owner of an organisation.',
  OwnerRemoved: 'You are no longer an owner of an organisation.',
  DomainAdded: null,
  DomainVerified: null,
  DomainProofMissed: null,
  DomainVerificationLapsed: null,
  DomainRemoved: null,
  OrganizationPolicySet: null,
  OrganizationSuspended: null,
  OrganizationResumed: null,
  OrganizationDeleted: null,
  MembershipStarted: 'You became a member of an organisation.',
  RoleAssigned: 'A role in an organisation was given to you.',
  RoleUnassigned: 'A role in an organisation was taken from you.',
  MembershipSuspended: 'Your membership of an organisation was suspended.',
  MembershipResumed: 'Your membership of an organisation was resumed.',
  MemberSignedOut: 'You were signed out of an organisation.',
  MembershipEnded: 'Your membership of an organisation ended.',
  InvitationSent: null,
  InvitationAccepted: 'You accepted an invitation to an organisation.',
  InvitationDeclined: 'You declined an invitation to an organisation.',
  InvitationRevoked: null,
  ConnectionSessionNoted: null,
  ConnectionAdded: null,
  ConnectionChanged: null,
  CertificateAdded: null,
  CertificateRetired: null,
  ConnectionTested: null,
  ConnectionEnabled: null,
  ConnectionDisabled: null,
  ConnectionRemoved: null,
  WebhookCreated: null,
  WebhookChanged: null,
  WebhookSecretRotated: null,
  WebhookPaused: null,
  WebhookResumed: null,
  WebhookDeleted: null,
  WebhookTested: null,
  WebhookReplayed: null,
  WebhookDeliveryRetried: null,
  NameClaimed: null,
  NameReleased: null,
  ValueClaimed: null,
  ValueReleased: null,
  RegistrationAbandoned: null,
  OAuthIdentityLinkLapsed: null,
  EmailVerificationRequested: 'A link to confirm your email address was requested.',
  PasswordResetRequested: 'A link to set a new password was requested.',
  FactorUsed: null,
  CodeSent: null,
  CodeTried: null,
  CodeSpent: null,
  RefreshTokenIssued: null,
  RefreshTokenReused: null,
  AttemptCounted: null,
  AttemptsCleared: null,
  ApiKeyUsed: null,
  RequestsRefused: null,
  ConsumerSet: null,
  ConsumerDeleted: null,
  EventsAcknowledged: null,
};

/** The words of a sign-in by which an administrator acts as the person. */
const IMPERSONATION = 'An administrator started to act as you in your account.';

/** The types that a person's history shows. */
export const SHOWN_TYPES: readonly string[] = Object.entries(HISTORY_WORDS).flatMap(([type, words]) =>
  words === null ? [] : [type],
);

interface Worded {
  readonly type: DomainEvent['type'];
  readonly data: object;
}

/** Describes an event to its person, or returns null for an event that is not shown. */
export function wordsOf({ type, data }: Worded): string | null {
  const fields = new Map<string, unknown>(Object.entries(data));
  if (type === 'SessionStarted' && (fields.get('impersonation') ?? null) !== null) return IMPERSONATION;
  return (
    HISTORY_WORDS[type]?.replace(/\{(\w+)\}/g, (_, field: string) => {
      const value = fields.get(field);
      return typeof value === 'string' ? value : 'an erased value';
    }) ?? null
  );
}
