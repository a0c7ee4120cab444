import { actorOfKey, apiKeys } from '../../../domain/api-key/api-key.js';
import type { DomainEvent } from '../../../domain/event-catalog.js';
import type { StoredEvent } from '../../../eventstore/port.js';

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

/** Returns the actor to which an event gives power: a role, an organisation or a key. Null: it gives none to somebody else. */
export function receiverOf(event: StoredEvent): string | null {
  const receiver = GIFTS.get(event.type)?.(event) ?? null;
  return receiver === event.metadata['actor'] ? null : receiver;
}

function personIn(id: unknown): string | null {
  return typeof id === 'string' ? `user:${id}` : null;
}
