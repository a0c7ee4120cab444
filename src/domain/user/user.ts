import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { Erased } from '../event.js';
import type { Recorded } from '../event.js';
import { userEvents } from './events.js';
import type { UserEvent } from './events.js';

/** A link that was mailed: the event that asked for it is what its token names. */
export interface Link {
  readonly event: string;
  readonly expires: Date;
}

export interface PendingAddress extends Link {
  readonly email: string;
  readonly claim: string;
}

/** Whom an identity provider knows the user as. */
export interface LinkedIdentity {
  readonly provider: string;
  /** The claim stream that holds it. */
  readonly claim: string;
  /** What the person calls it. */
  readonly label: string;
  readonly linkedAt: Date;
}

/** The events that end sessions of their user. */
export const ENDING_SESSIONS: ReadonlySet<string> = new Set<UserEvent['type']>([
  'PasswordChanged',
  'PasswordReset',
  'SessionsEnded',
  'UserDeactivated',
]);

/** The last of these events: sessions decided on an earlier revision are over, but for the one kept. */
export interface SessionsEnd {
  readonly revision: number;
  readonly kept: string | null;
}

export interface Registered {
  readonly status: 'registered';
  readonly id: string;
  readonly email: string;
  /** The claim stream that holds the address. */
  readonly claim: string;
  readonly username: string;
  readonly password: string | null;
  /** The event that last set the password. Renewing its hash leaves the password what it is. */
  readonly passwordSetBy: string | null;
  readonly active: boolean;
  readonly verified: boolean;
  /** Whether nobody but a provider that does not hand out such addresses has said that this one is the user's. */
  readonly emailOnlyAsserted: boolean;
  readonly verification: Link | null;
  readonly reset: Link | null;
  readonly pendingAddress: PendingAddress | null;
  /** One of each provider at the most. */
  readonly identities: readonly LinkedIdentity[];
  /** The claims of identities that were taken from the account. */
  readonly unlinked: readonly string[];
  readonly sessionsEnd: SessionsEnd | null;
  readonly revision: number;
}

export type User =
  | { readonly status: 'unknown'; readonly id: string }
  | { readonly status: 'abandoned'; readonly id: string }
  | { readonly status: 'erased'; readonly id: string }
  | Registered;

export const users = defineCategory({ prefix: 'user', events: userEvents, subject: 'stream_user' });

export function userStream(userId: string): string {
  return users.stream(userId);
}

/** The user whose account the stream is, or null for a stream of another kind. */
export function userOfStream(stream: string): string | null {
  return users.idOf(stream);
}

export function userAt(userId: string): Aggregate<User, UserEvent> {
  return users.aggregate(userId, { initial: { status: 'unknown', id: userId }, evolve });
}

function evolve(user: User, event: Recorded<UserEvent>): User {
  if (Object.values(event.data).some((value) => value instanceof Erased)) {
    return { status: 'erased', id: user.id };
  }
  if (event.type === 'UserRegistered') return registered(user.id, event);
  if (event.type === 'RegistrationAbandoned') return { status: 'abandoned', id: user.id };
  return user.status === 'registered' ? { ...user, ...changes(user, event), revision: event.revision } : user;
}

function registered(id: string, event: Recorded<Extract<UserEvent, { type: 'UserRegistered' }>>): User {
  return {
    status: 'registered',
    id,
    email: plain(event.data.email),
    claim: event.data.claim,
    username: plain(event.data.username),
    password: null,
    passwordSetBy: null,
    active: true,
    verified: false,
    emailOnlyAsserted: false,
    verification: null,
    reset: null,
    pendingAddress: null,
    identities: [],
    unlinked: [],
    sessionsEnd: null,
    revision: event.revision,
  };
}

type Later = Exclude<UserEvent, { type: 'UserRegistered' | 'RegistrationAbandoned' }>;

/** What an event changes of an account. */
function changes({ identities, unlinked }: Registered, event: Recorded<Later>): Partial<Registered> {
  switch (event.type) {
    case 'EmailVerificationRequested':
      return { verification: linkOf(event) };
    case 'EmailVerified':
      return { verified: true, verification: null };
    case 'PasswordSet':
      return passwordOf(event);
    case 'PasswordAdded':
      return { ...passwordOf(event), reset: null };
    case 'PasswordRehashed':
      return { password: plain(event.data.password_hash) };
    case 'PasswordResetRequested':
      return { reset: linkOf(event) };
    case 'PasswordChanged':
      return newPassword(event, event.data.kept_session);
    case 'PasswordReset':
      return { ...newPassword(event, null), emailOnlyAsserted: false };
    case 'ProfileUpdated':
      return { username: plain(event.data.username) };
    case 'EmailChangeRequested':
      return {
        pendingAddress: { ...linkOf(event), email: plain(event.data.new_email), claim: event.data.claim },
      };
    case 'EmailChangeLapsed':
      return { pendingAddress: null };
    case 'EmailChanged':
      return {
        email: plain(event.data.email),
        claim: event.data.claim,
        verified: true,
        emailOnlyAsserted: false,
        verification: null,
        reset: null,
        pendingAddress: null,
      };
    case 'OAuthIdentityLinked':
      return {
        identities: [...identities, identityOf(event)],
        unlinked: unlinked.filter((claim) => claim !== event.data.claim),
        ...(event.data.how === 'sign_up' && { emailOnlyAsserted: true }),
      };
    case 'OAuthIdentityUnlinked':
      return {
        identities: identities.filter(({ claim }) => claim !== event.data.claim),
        unlinked: [...unlinked, event.data.claim],
      };
    case 'OAuthIdentityLinkLapsed':
      return {};
    case 'SessionsEnded':
      return { sessionsEnd: { revision: event.revision, kept: event.data.kept_session } };
    case 'UserDeactivated':
      return {
        active: false,
        reset: null,
        pendingAddress: null,
        sessionsEnd: { revision: event.revision, kept: null },
      };
    case 'UserReactivated':
      return { active: true };
  }
}

/** A new password makes void what was given out under the old one. */
function newPassword(
  event: Recorded<Extract<UserEvent, { type: 'PasswordChanged' | 'PasswordReset' }>>,
  kept: string | null,
): Partial<Registered> {
  return {
    ...passwordOf(event),
    reset: null,
    pendingAddress: null,
    sessionsEnd: { revision: event.revision, kept },
  };
}

function passwordOf({
  id,
  data,
}: Recorded<{ data: { password_hash: string | Erased } }>): Pick<Registered, 'password' | 'passwordSetBy'> {
  return { password: plain(data.password_hash), passwordSetBy: id };
}

function identityOf({
  data,
  occurredAt,
}: Recorded<Extract<UserEvent, { type: 'OAuthIdentityLinked' }>>): LinkedIdentity {
  return { provider: data.provider, claim: data.claim, label: plain(data.label), linkedAt: occurredAt };
}

function linkOf(event: Recorded<{ data: { expires_at: string } }>): Link {
  return { event: event.id, expires: new Date(event.data.expires_at) };
}

/** `evolve` turns away events of an erased user before this is reached. */
function plain(value: string | Erased): string {
  if (value instanceof Erased) throw new TypeError('An erased value has no plain text.');
  return value;
}
