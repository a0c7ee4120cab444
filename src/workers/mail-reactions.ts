import type { LoggedEvent } from '../eventstore/codec.js';
import { FREE_ATTEMPTS } from '../domain/attempts/decisions.js';
import { Erased } from '../domain/event.js';
import type { DomainEvent } from '../domain/event-catalog.js';
import type { Registered } from '../domain/user/user.js';
import type { JsonObject } from '../eventstore/port.js';
import { providerTitle } from '../security/oauth/providers/built-in.js';
import type { LinkPurpose } from '../security/tokens/link-tokens.js';
import type { Mail } from './mails/compose.js';
import { mails } from './mails/mails.js';

/** A mail that is due: to whom, and what it says. */
export interface DueMail {
  readonly address: string;
  readonly mail: Mail;
}

/** What a mail is made of: the event, and the account as it is now; null where there is none. */
interface Occasion<Event, User = Registered> {
  readonly event: Event;
  readonly user: User;
  /** The link for this event. */
  readonly link: (purpose: LinkPurpose) => string;
}

type Logged<Type extends DomainEvent['type']> = Extract<LoggedEvent, { type: Type }>;

/** An event, the mail it causes, and the look at the account that tells whether the mail is still wanted. */
export interface MailReaction {
  readonly name: string;
  readonly on: DomainEvent['type'];
  /** Whether such an event causes it at all, by what it says in the clear. */
  readonly concerns: (data: JsonObject) => boolean;
  /** The mail, or null where it has become pointless. */
  compose(occasion: Occasion<LoggedEvent, Registered | null>): DueMail | null;
}

/** Every mail of the service, by the event that causes it. */
export const mailReactions: readonly MailReaction[] = [
  reaction('verification', 'EmailVerificationRequested', ({ event, user, link }) =>
    user.verification?.event !== event.id
      ? null
      : {
          address: user.email,
          mail: mails.verification({
            username: user.username,
            link: link('verify-email'),
            expiresAt: user.verification.expires,
          }),
        },
  ),
  reaction('password-reset', 'PasswordResetRequested', ({ event, user, link }) =>
    user.reset?.event !== event.id
      ? null
      : {
          address: user.email,
          mail: mails['password-reset']({
            username: user.username,
            link: link('reset-password'),
            expiresAt: user.reset.expires,
          }),
        },
  ),
  reaction('password-changed', 'PasswordChanged', passwordChanged),
  reaction('password-was-reset', 'PasswordReset', passwordChanged),
  reaction('email-change-confirmation', 'EmailChangeRequested', ({ event, user, link }) =>
    user.pendingAddress?.event !== event.id
      ? null
      : {
          address: user.pendingAddress.email,
          mail: mails['email-change-confirmation']({
            username: user.username,
            link: link('confirm-email'),
            expiresAt: user.pendingAddress.expires,
          }),
        },
  ),
  reaction('email-change-requested', 'EmailChangeRequested', ({ event, user }) =>
    event.data.new_email instanceof Erased
      ? null
      : {
          address: user.email,
          mail: mails['email-change-requested']({
            username: user.username,
            newAddress: event.data.new_email,
            at: event.occurredAt,
          }),
        },
  ),
  reaction('email-changed', 'EmailChanged', ({ event, user }) => emailChanged(event.data.email, event, user)),
  reaction('email-changed-from', 'EmailChanged', ({ event, user }) =>
    emailChanged(event.data.previous_email, event, user),
  ),
  reaction(
    'unusual-sign-in',
    'SessionStarted',
    ({ event, user }) => {
      const { device, notice } = event.data;
      if (device instanceof Erased || notice === null) return null;
      return {
        address: user.email,
        mail: mails['unusual-sign-in']({
          username: user.username,
          why: notice,
          device,
          ip: event.source()?.ip ?? null,
          at: event.occurredAt,
        }),
      };
    },
    ({ notice }) => notice !== null && notice !== undefined,
  ),
  reaction(
    'stolen-session',
    'SessionEnded',
    ({ event, user }) => ({
      address: user.email,
      mail: mails['stolen-session']({ username: user.username, at: event.occurredAt }),
    }),
    ({ reason }) => reason === 'refresh_token_reused',
  ),
  reaction(
    'sign-in-locked',
    'SignInLocked',
    ({ event, user }) => ({
      address: user.email,
      mail: mails['sign-in-locked']({
        username: user.username,
        failures: event.data.failures,
        at: event.occurredAt,
      }),
    }),
    // Once for each row of failures.
    ({ failures }) => failures === FREE_ATTEMPTS,
  ),
  reaction('already-registered', 'SignUpRepeated', ({ event, user }) => ({
    address: user.email,
    mail: mails['already-registered']({ username: user.username, at: event.occurredAt }),
  })),
  reaction(
    'identity-linked',
    'OAuthIdentityLinked',
    ({ event, user }) => ({
      address: user.email,
      mail: mails['identity-linked']({
        username: user.username,
        provider: providerTitle(event.data.provider),
        at: event.occurredAt,
      }),
    }),
    // Who has just opened the account by it knows.
    ({ how }) => how === 'same_address' || how === 'by_user',
  ),
  reaction('identity-unlinked', 'OAuthIdentityUnlinked', ({ event, user }) => ({
    address: user.email,
    mail: mails['identity-unlinked']({
      username: user.username,
      provider: providerTitle(event.data.provider),
      at: event.occurredAt,
    }),
  })),
  reactionToAll('sign-up-offer', 'SignUpOffered', ({ event, user, link }) => {
    const { email, username, provider, expires_at: expires } = event.data;
    // Who has an account meanwhile needs none.
    if (user !== null || email instanceof Erased || username instanceof Erased) return null;
    return {
      address: email,
      mail: mails['sign-up-offer']({
        username,
        provider: providerTitle(provider),
        link: link('confirm-sign-up'),
        expiresAt: new Date(expires),
      }),
    };
  }),
  reaction('password-added', 'PasswordAdded', ({ event, user }) => ({
    address: user.email,
    mail: mails['password-added']({ username: user.username, at: event.occurredAt }),
  })),
];

function passwordChanged({ event, user }: Occasion<LoggedEvent>): DueMail {
  return {
    address: user.email,
    mail: mails['password-changed']({ username: user.username, at: event.occurredAt }),
  };
}

function emailChanged(
  address: string | Erased,
  { occurredAt }: LoggedEvent,
  user: Registered,
): DueMail | null {
  if (address instanceof Erased) return null;
  return { address, mail: mails['email-changed']({ username: user.username, at: occurredAt }) };
}

/** A mail to the owner of an account. */
function reaction<Type extends DomainEvent['type']>(
  name: string,
  on: Type,
  compose: (occasion: Occasion<Logged<Type>>) => DueMail | null,
  concerns: MailReaction['concerns'] = () => true,
): MailReaction {
  return reactionToAll(
    name,
    on,
    ({ user, ...rest }) => (user === null ? null : compose({ user, ...rest })),
    concerns,
  );
}

/** A mail that may go to somebody who has no account. */
function reactionToAll<Type extends DomainEvent['type']>(
  name: string,
  on: Type,
  compose: (occasion: Occasion<Logged<Type>, Registered | null>) => DueMail | null,
  concerns: MailReaction['concerns'] = () => true,
): MailReaction {
  const isOn = (event: LoggedEvent): event is Logged<Type> => event.type === on;
  return {
    name,
    on,
    concerns,
    compose: ({ event, ...rest }) => (isOn(event) ? compose({ event, ...rest }) : null),
  };
}
