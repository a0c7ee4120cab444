import { actorOfKey, apiKeys } from '../../../domain/api-key/api-key.js';
import type { DomainEvent } from '../../../domain/event-catalog.js';
import type { EventStore, Position, StoredEvent } from '../../../eventstore/port.js';

/** Power that one actor gave to another one. */
export interface Gift {
  /** The event by which the actor gave it. */
  readonly event: StoredEvent;
  readonly to: string;
  /** The position from which the other actor had it. */
  readonly since: Position;
}

type Receiver = (event: StoredEvent) => string | null;

const person: Receiver = ({ data }) => personIn(data['user_id']);
const owner: Receiver = ({ data }) => personIn(data['owner_id']);
const key: Receiver = ({ stream }) => {
  const id = apiKeys.idOf(stream);
  return id === null ? null : actorOfKey(id);
};

/** The events by which an actor gives power to another one, with the actor that has it afterwards. */
const GIFTS = new Map<string, Receiver>([
  ['AdministratorBootstrapped', person],
  ['AdministratorAdded', person],
  ['GlobalRoleGranted', person],
  ['OrganizationCreated', owner],
  ['OwnerAdded', person],
  ['MembershipStarted', person],
  ['RoleAssigned', person],
  ['ApiKeyCreated', key],
  ['ApiKeyRotated', key],
] satisfies [DomainEvent['type'], Receiver][]);

/** Invitations whose acceptances are read at once. */
const INVITATIONS_PER_READ = 500;

/** Returns the power that the events of one actor gave to others: roles, organisations, keys, and accepted invitations. */
export async function giftsIn(store: EventStore, events: readonly StoredEvent[]): Promise<Gift[]> {
  const gifts = events.flatMap((event) => {
    const to = receiverOf(event);
    return to === null ? [] : [{ event, to, since: event.position }];
  });
  const sent = events.filter(({ type }) => type === 'InvitationSent');
  for (let first = 0; first < sent.length; first += INVITATIONS_PER_READ)
    gifts.push(...(await acceptedOnes(store, sent.slice(first, first + INVITATIONS_PER_READ))));
  return gifts;
}

/** Returns the invitations that somebody accepted. The membership begins with an event of that person, not of the inviter. */
async function acceptedOnes(store: EventStore, sent: readonly StoredEvent[]): Promise<Gift[]> {
  const streams = [...new Set(sent.map(({ stream }) => stream))];
  const stored = await store.readStreams(streams);
  const byStream = new Map(streams.map((stream, i) => [stream, stored[i]]));
  return sent.flatMap((event) => {
    // A further invitation of the same address replaces the one before.
    const next = byStream.get(event.stream)?.find(({ revision }) => revision > event.revision);
    const to = next?.type === 'InvitationAccepted' ? person(next) : null;
    return next === undefined || to === null ? [] : [{ event, to, since: next.position }];
  });
}

/** Returns the actor to which an event gives power. Null: it gives none to somebody else. */
function receiverOf(event: StoredEvent): string | null {
  const receiver = GIFTS.get(event.type)?.(event) ?? null;
  return receiver === event.metadata['actor'] ? null : receiver;
}

function personIn(id: unknown): string | null {
  return typeof id === 'string' ? `user:${id}` : null;
}
