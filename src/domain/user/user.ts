import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { Erased } from '../event.js';
import type { Recorded } from '../event.js';
import { userIdSchema } from '../ids.js';
import type { ClaimStream, EventId, SessionId, UserId } from '../ids.js';
import type { EmailAddress } from './email-address.js';
import { userEvents } from './events.js';
import type { UserEvent } from './events.js';
import { pendingErasureOf } from './erasure/pending-erasure.js';
import type { PendingErasure } from './erasure/pending-erasure.js';
import { factorChanges, NO_FACTORS } from './factors/factors.js';
import type { Factors } from './factors/factors.js';
import { endLinks, replaceLinks } from './link.js';
import type { Links } from './link.js';
import { identityChanges, withoutProofs } from './linked-identity.js';
import type { Identities } from './linked-identity.js';
import { pendingAddressOf } from './pending-address.js';
import type { PendingAddress } from './pending-address.js';
import { plainText } from './plain-text.js';
import { trustEndOf } from './factors/trust-end.js';

/** The newest event that ends sessions. It ends every session decided on an earlier revision, except the kept one. */
export interface SessionsEnd {
  readonly revision: number;
  readonly kept: SessionId | null;
}

export interface Registered extends Identities, Factors {
  readonly status: 'registered';
  readonly id: UserId;
  readonly email: EmailAddress;
  /** The claim stream that reserves the address for the account. */
  readonly claim: ClaimStream;
  readonly username: string;
  /** The password's hash, or null for an account without a password. */
  readonly password: string | null;
  /** The event that last set the password. Rehashing does not set it. */
  readonly passwordSetBy: EventId | null;
  /** The time at which a mailed link set the password. Null if no link did. */
  readonly passwordMailedAt: Date | null;
  /** True from the owner's word that somebody else used the account until a new password. No password proves anything. */
  readonly passwordLocked: boolean;
  readonly active: boolean;
  readonly verified: boolean;
  /** True while the only evidence for the address is the assertion of a provider that is not trusted for its domain. */
  readonly emailOnlyAsserted: boolean;
  readonly verification: Links;
  readonly reset: Links;
  readonly pendingAddress: PendingAddress | null;
  readonly erasure: PendingErasure | null;
  readonly sessionsEnd: SessionsEnd | null;
  /** The revision of the newest event that ended the trust in all devices. */
  readonly trustEnd: number;
  readonly revision: number;
}

/** A user whose personal data cannot be read. */
interface ErasedUser {
  readonly status: 'erased';
  readonly id: UserId;
  /** False if only the keys are destroyed: a backup has replaced the log with one before the erasure. */
  readonly isRecorded: boolean;
}

export type User =
  | { readonly status: 'unknown'; readonly id: UserId }
  | { readonly status: 'abandoned'; readonly id: UserId }
  | ErasedUser
  | Registered;

export const users = defineCategory({ prefix: 'user', events: userEvents, subject: 'stream_user' });

export function userStream(userId: UserId): string {
  return users.stream(userId);
}

/** The id of the user whose account a stream records, or null for a stream of another category. */
export function userOfStream(stream: string): UserId | null {
  return userIdSchema.safeParse(users.idOf(stream)).data ?? null;
}

export function userAt(userId: UserId): Aggregate<User, UserEvent> {
  return users.aggregate(userId, { initial: { status: 'unknown', id: userId }, evolve });
}

function evolve(user: User, event: Recorded<UserEvent>): User {
  if (event.type === 'UserErased') return { status: 'erased', id: user.id, isRecorded: true };
  if (user.status === 'erased') return user;
  if (Object.values(event.data).some((value) => value instanceof Erased))
    return { status: 'erased', id: user.id, isRecorded: false };
  if (event.type === 'UserRegistered') return registered(user.id, event);
  if (event.type === 'UserImported') return imported(user.id, event);
  if (event.type === 'RegistrationAbandoned') return { status: 'abandoned', id: user.id };
  if (user.status !== 'registered') return user;
  return {
    ...user,
    ...changes(user, event),
    ...pendingAddressOf(event),
    ...trustEndOf(event),
    ...pendingErasureOf(event),
    revision: event.revision,
  };
}

type Opening = Extract<UserEvent, { type: 'UserRegistered' | 'UserImported' }>;

function imported(id: UserId, event: Recorded<Extract<UserEvent, { type: 'UserImported' }>>): Registered {
  const { password_hash: hash, verified, active } = event.data;
  return {
    ...registered(id, event),
    ...(hash !== null && passwordOf({ id: event.id, data: { password_hash: hash } })),
    verified,
    active,
  };
}

function registered(id: UserId, event: Recorded<Opening>): Registered {
  return {
    status: 'registered',
    id,
    email: plainText(event.data.email),
    claim: event.data.claim,
    username: plainText(event.data.username),
    password: null,
    passwordSetBy: null,
    passwordMailedAt: null,
    passwordLocked: false,
    active: true,
    verified: false,
    emailOnlyAsserted: false,
    verification: endLinks(event),
    reset: endLinks(event),
    pendingAddress: null,
    identities: [],
    unlinked: [],
    removed: [],
    ...NO_FACTORS,
    erasure: null,
    sessionsEnd: null,
    trustEnd: 0,
    revision: event.revision,
  };
}

type Later = Exclude<UserEvent, Opening | { type: 'RegistrationAbandoned' | 'UserErased' }>;

/** Returns the fields that an event changes. */
function changes(user: Registered, event: Recorded<Later>): Partial<Registered> {
  switch (event.type) {
    case 'EmailVerificationRequested':
      return { verification: replaceLinks(event) };
    case 'EmailVerified':
      return { verified: true, emailOnlyAsserted: false, verification: endLinks(event) };
    case 'PasswordSet':
      return passwordOf(event);
    case 'PasswordAdded':
      return { ...passwordOf(event), reset: endLinks(event) };
    case 'PasswordRemoved':
      return { password: null, passwordSetBy: null, passwordMailedAt: null, passwordLocked: false };
    case 'PasswordRehashed':
      return { password: plainText(event.data.password_hash) };
    case 'PasswordResetRequested':
      return { reset: replaceLinks(event) };
    case 'PasswordChanged':
      return newPassword(event, event.data.kept_session);
    case 'PasswordReset':
      return {
        ...newPassword(event, null),
        passwordMailedAt: event.occurredAt,
        emailOnlyAsserted: false,
        removed: [],
      };
    case 'ProfileUpdated':
      return { username: plainText(event.data.username) };
    case 'EmailChangeRequested':
    case 'EmailChangeLapsed':
    case 'ErasureCancelled':
      // They change only the pending address or erasure, which `evolve` takes from elsewhere.
      return {};
    case 'EmailChanged':
      return {
        email: plainText(event.data.email),
        claim: event.data.claim,
        verified: true,
        emailOnlyAsserted: false,
        verification: endLinks(event),
        reset: endLinks(event),
        identities: withoutProofs(user.identities),
        removed: [],
      };
    case 'OAuthIdentityLinked':
      return {
        ...identityChanges(user, event),
        ...(event.data.how === 'sign_up' && { emailOnlyAsserted: true }),
      };
    case 'OAuthIdentityUnlinked':
    case 'OAuthIdentityRemoved':
    case 'OAuthIdentityRestored':
    case 'OAuthIdentityLinkLapsed':
      return identityChanges(user, event);
    case 'SessionsEnded':
      return { sessionsEnd: { revision: event.revision, kept: event.data.kept_session } };
    case 'ActivityDisowned':
      return { passwordLocked: user.password !== null };
    case 'UserDeactivated':
      return {
        active: false,
        verification: endLinks(event),
        reset: endLinks(event),
        removed: [],
        sessionsEnd: { revision: event.revision, kept: null },
      };
    case 'UserReactivated':
      return { active: true };
    case 'ErasureRequested':
      return { sessionsEnd: { revision: event.revision, kept: null } };
    default:
      return factorChanges(user, event);
  }
}

/** A new password voids the reset link and ends sessions. */
function newPassword(
  event: Recorded<Extract<UserEvent, { type: 'PasswordChanged' | 'PasswordReset' }>>,
  kept: SessionId | null,
): Partial<Registered> {
  return {
    ...passwordOf(event),
    reset: endLinks(event),
    sessionsEnd: { revision: event.revision, kept },
  };
}

function passwordOf({
  id,
  data,
}: Pick<Recorded<{ data: { password_hash: string | Erased } }>, 'id' | 'data'>): Pick<
  Registered,
  'password' | 'passwordSetBy' | 'passwordMailedAt' | 'passwordLocked'
> {
  return {
    password: plainText(data.password_hash),
    passwordSetBy: id,
    passwordMailedAt: null,
    passwordLocked: false,
  };
}
