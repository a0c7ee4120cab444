import type { OpenConnection } from '../../domain/connection/connection.js';
import type { DomainEvent } from '../../domain/event-catalog.js';
import type { EventId } from '../../domain/ids.js';
import type { RequestedLink } from '../../domain/user/link.js';
import type { LinkCategory } from '../../domain/user/requested-link.js';
import type { Registered } from '../../domain/user/user.js';
import type { LoggedEvent } from '../../eventstore/codec.js';
import type { JsonObject, StoredEvent } from '../../eventstore/port.js';
import type { OneTimeCodes } from '../../security/tokens/one-time-codes.js';
import type { LinkPurpose } from '../../security/tokens/link-tokens.js';
import type { MailContent } from './render.js';

/** A mail ready to render, with its recipient. */
export interface AddressedMail extends MailContent {
  readonly to: string;
}

/** Input of a mail: the event that causes it and the current state of the account. */
export interface MailContext<Event = LoggedEvent, Account = Registered | null> {
  readonly event: Event;
  readonly user: Account;
  /** The newest requested link of the mail's category. Null for a mail without such a link. */
  readonly requested: RequestedLink | null;
  /** The name of the organisation that the event is about; null: it is about none, or the name is erased. */
  readonly organization: string | null;
  /** The connection that the event is about; null: it is about none, or the connection was removed. */
  readonly connection: Pick<OpenConnection, 'certificates'> | null;
  readonly now: Date;
  /** Issues a link whose token names the event, or `id`. */
  readonly link: (purpose: LinkPurpose, id?: EventId) => string;
  readonly codes: OneTimeCodes;
}

/** A kind of mail: the event that causes it, and its text. */
export interface MailDefinition {
  /** Name of the mail in the log and of its job in the outbox. Both are stored, so it never changes. */
  readonly name: string;
  readonly causedBy: DomainEvent['type'];
  /** The category of the link that the mail carries; null unless anyone may request the link. */
  readonly linkCategory: LinkCategory | null;
  /** True for a mail to every owner of the organisation that the event is about. */
  readonly toOwners: boolean;
  /**
   * Returns the delay of the mail in milliseconds, or null if an event of that type causes none. It sees only fields that are
   * not encrypted.
   */
  readonly delay: (event: Pick<StoredEvent, 'data' | 'recordedAt'>) => number | null;
  /** Returns the mail, or null if it is no longer wanted. */
  readonly compose: (context: MailContext) => AddressedMail | null;
}

type EventOfType<Type extends DomainEvent['type']> = Extract<LoggedEvent, { type: Type }>;

interface Definition<Type extends DomainEvent['type'], Account> {
  readonly name: string;
  readonly causedBy: Type;
  /** Defaults to null. */
  readonly linkCategory?: LinkCategory;
  /** Defaults to false. */
  readonly toOwners?: boolean;
  /** Defaults to every event of the type. */
  readonly appliesTo?: (data: JsonObject) => boolean;
  /** Defaults to a mail at once. */
  readonly delay?: MailDefinition['delay'];
  readonly compose: (context: MailContext<EventOfType<Type>, Account>) => AddressedMail | null;
}

/** Defines a mail to the owner of an account. It is not sent if there is no account. */
export function defineMail<Type extends DomainEvent['type']>({
  compose,
  ...definition
}: Definition<Type, Registered>): MailDefinition {
  return defineMailWithoutAccount({
    ...definition,
    compose: ({ user, ...context }) => (user === null ? null : compose({ user, ...context })),
  });
}

/** Defines a mail to a person who may have no account. */
export function defineMailWithoutAccount<Type extends DomainEvent['type']>({
  name,
  causedBy,
  linkCategory,
  toOwners = false,
  appliesTo = () => true,
  delay = ({ data }) => (appliesTo(data) ? 0 : null),
  compose,
}: Definition<Type, Registered | null>): MailDefinition {
  const isCause = (event: LoggedEvent): event is EventOfType<Type> => event.type === causedBy;
  return {
    name,
    causedBy,
    linkCategory: linkCategory ?? null,
    toOwners,
    delay,
    compose: ({ event, ...context }) => (isCause(event) ? compose({ event, ...context }) : null),
  };
}
