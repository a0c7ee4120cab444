import type { Permission } from '../permissions.js';
import { isEphemeral } from '../event-catalog.js';
import type { DomainEvent } from '../event-catalog.js';

/** The scope without which no event is readable. */
const EVERYBODY: Permission = 'events:read';

/**
 * Every event type with the scope that its consumers need, in addition to `events:read`. Null marks a type for internal
 * use. A new type without an entry does not compile.
 */
export const PUBLIC_TYPES: Readonly<Record<DomainEvent['type'], Permission | null>> = {
  UserRegistered: EVERYBODY,
  UserImported: EVERYBODY,
  EmailVerified: EVERYBODY,
  PasswordSet: EVERYBODY,
  PasswordAdded: EVERYBODY,
  PasswordRemoved: EVERYBODY,
  PasswordChanged: EVERYBODY,
  PasswordRehashed: EVERYBODY,
  PasswordReset: EVERYBODY,
  ProfileUpdated: EVERYBODY,
  EmailChangeRequested: EVERYBODY,
  EmailChangeLapsed: EVERYBODY,
  EmailChanged: EVERYBODY,
  SessionsEnded: EVERYBODY,
  ActivityDisowned: EVERYBODY,
  OAuthIdentityLinked: EVERYBODY,
  OAuthIdentityUnlinked: EVERYBODY,
  OAuthIdentityRemoved: EVERYBODY,
  OAuthIdentityRestored: EVERYBODY,
  TotpAdded: EVERYBODY,
  PasskeyAdded: EVERYBODY,
  PhoneAdded: EVERYBODY,
  FactorRenamed: EVERYBODY,
  FactorRemoved: EVERYBODY,
  RecoveryCodesIssued: EVERYBODY,
  RecoveryCodeUsed: EVERYBODY,
  SecondFactorDemanded: EVERYBODY,
  SecondFactorReleased: EVERYBODY,
  FactorResetAsked: EVERYBODY,
  FactorResetCancelled: EVERYBODY,
  FactorsReset: EVERYBODY,
  UserDeactivated: EVERYBODY,
  UserReactivated: EVERYBODY,
  ErasureRequested: EVERYBODY,
  ErasureCancelled: EVERYBODY,
  UserErased: EVERYBODY,

  SessionStarted: EVERYBODY,
  SessionReauthenticated: EVERYBODY,
  SessionEnded: EVERYBODY,
  SecondFactorAsked: EVERYBODY,
  SignInFailed: EVERYBODY,
  SignInLocked: EVERYBODY,
  SignInUnlocked: EVERYBODY,
  SignUpRepeated: EVERYBODY,
  MailedCodeFailed: EVERYBODY,
  SecondFactorFailed: EVERYBODY,
  SecondFactorLocked: EVERYBODY,
  SecondFactorAbandoned: EVERYBODY,
  PasskeyCloneSuspected: EVERYBODY,
  DeviceSeen: EVERYBODY,
  DeviceTrusted: EVERYBODY,
  DeviceTrustEnded: EVERYBODY,
  SignUpOffered: EVERYBODY,
  MailSent: EVERYBODY,
  MailFailed: EVERYBODY,
  SmsSent: EVERYBODY,
  SmsFailed: EVERYBODY,

  ExportRequested: EVERYBODY,
  ExportReady: EVERYBODY,
  ExportDownloaded: EVERYBODY,

  AuditRead: 'audit:read',
  ReadModelChangeRequested: 'operations:read',
  JobRetryRequested: 'operations:read',
  RoleDefined: 'roles:read',
  RoleChanged: 'roles:read',
  RoleRetired: 'roles:read',
  PermissionDefined: 'roles:read',
  PermissionRetired: 'roles:read',
  AdministratorBootstrapped: 'roles:read',
  AdministratorAdded: 'roles:read',
  AdministratorRemoved: 'roles:read',
  GlobalRoleGranted: 'roles:read',
  GlobalRoleWithdrawn: 'roles:read',
  OrganizationCreated: 'organizations:read',
  OrganizationRenamed: 'organizations:read',
  OrganizationSlugChanged: 'organizations:read',
  OwnerAdded: 'organizations:read',
  OwnerRemoved: 'organizations:read',
  DomainAdded: 'organizations:read',
  DomainVerified: 'organizations:read',
  DomainProofMissed: 'organizations:read',
  DomainEnforcementSet: 'organizations:read',
  DomainVerificationLapsed: 'organizations:read',
  DomainRemoved: 'organizations:read',
  OrganizationPolicySet: 'organizations:read',
  OrganizationSuspended: 'organizations:read',
  OrganizationResumed: 'organizations:read',
  OrganizationDeleted: 'organizations:read',
  MembershipStarted: 'organizations:read',
  RoleAssigned: 'organizations:read',
  RoleUnassigned: 'organizations:read',
  MembershipSuspended: 'organizations:read',
  MembershipResumed: 'organizations:read',
  MemberSignedOut: 'organizations:read',
  MembershipEnded: 'organizations:read',
  InvitationSent: 'organizations:read',
  InvitationAccepted: 'organizations:read',
  InvitationDeclined: 'organizations:read',
  InvitationSettled: 'organizations:read',
  InvitationRevoked: 'organizations:read',
  ConnectionAdded: 'organizations:read',
  ConnectionChanged: 'organizations:read',
  CertificateAdded: 'organizations:read',
  CertificateRetired: 'organizations:read',
  ConnectionKeyAdded: 'organizations:read',
  ConnectionKeySwitched: 'organizations:read',
  ConnectionTested: 'organizations:read',
  ConnectionEnabled: 'organizations:read',
  ConnectionDisabled: 'organizations:read',
  ConnectionRemoved: 'organizations:read',
  ApiKeyCreated: 'api_keys:read',
  ApiKeyRotated: 'api_keys:read',
  ApiKeyRevoked: 'api_keys:read',
  SigningKeyAdded: 'signing_keys:read',
  SigningKeyWithdrawn: 'signing_keys:read',
  WebhookCreated: 'webhooks:read',
  WebhookChanged: 'webhooks:read',
  WebhookSecretRotated: 'webhooks:read',
  WebhookPaused: 'webhooks:read',
  WebhookResumed: 'webhooks:read',
  WebhookDeleted: 'webhooks:read',
  WebhookTested: 'webhooks:read',
  WebhookReplayed: 'webhooks:read',
  WebhookDeliveryRetried: 'webhooks:read',

  // The reservation of unique values. The events of the account state its outcome.
  ConnectionSessionNoted: null,
  ConnectionSignInNoted: null,
  OrganizationNameLapsed: null,
  NameClaimed: null,
  NameReleased: null,
  ValueClaimed: null,
  ValueReleased: null,
  RegistrationAbandoned: null,
  OAuthIdentityLinkLapsed: null,

  // Most of these are in streams that retain only their newest events, so that no consumer could get all of them.
  EmailVerificationRequested: null,
  PasswordResetRequested: null,
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

/** The type and stream of an event, decoded or not. */
interface Placed {
  readonly type: string;
  readonly stream: string;
}

/** Tells whether an event is public, and its type is readable with these scopes. */
export function isReadableWith({ type, stream }: Placed, scopes: ReadonlySet<Permission>): boolean {
  const scope = scopeOf(type);
  return scope !== null && scopes.has(EVERYBODY) && scopes.has(scope) && !isEphemeral(stream);
}

/** Tells whether a later release wrote an event of a type that this one does not know. It may be public. */
export function isOfLaterRelease({
  type,
  stream,
  metadata,
}: Placed & { readonly metadata: Readonly<Record<string, string>> }): boolean {
  return !isEventType(type) && metadata['version'] !== undefined && !isEphemeral(stream);
}

/** Returns the scope of a public event type, or null for an internal or unknown one. */
export function scopeOf(type: string): Permission | null {
  return isEventType(type) ? PUBLIC_TYPES[type] : null;
}

function isEventType(type: string): type is DomainEvent['type'] {
  return Object.hasOwn(PUBLIC_TYPES, type);
}
