import { apiKeyOfStream, isUses } from './api-key/api-key.js';
import { apiKeyEvents } from './api-key/events.js';
import { isAttempts } from './attempts/attempts.js';
import { attemptEvents } from './attempts/events.js';
import { claimEvents } from './claim/events.js';
import { deliveryEvents } from './delivery/events.js';
import { deviceEvents } from './device/events.js';
import type { EventDefinition, EventOf, Recorded } from './event.js';
import { refreshEvents } from './refresh/events.js';
import { isFamily } from './refresh/refresh.js';
import { sessionEvents } from './session/events.js';
import { pendingRegistrationEvents } from './pending-registration/events.js';
import { signInEvents } from './sign-in/events.js';
import { signingKeyEvents } from './signing-key/events.js';
import { keyringOfStream } from './signing-key/keyring.js';
import { userEvents } from './user/events.js';
import { userOfStream } from './user/user.js';

/** Every event type of the service. Nothing else defines one. */
export const eventDefinitions = [
  ...userEvents,
  ...claimEvents,
  ...sessionEvents,
  ...refreshEvents,
  ...attemptEvents,
  ...signInEvents,
  ...pendingRegistrationEvents,
  ...deviceEvents,
  ...deliveryEvents,
  ...signingKeyEvents,
  ...apiKeyEvents,
] as const;

export type DomainEvent = EventOf<(typeof eventDefinitions)[number]>;
export type RecordedEvent = Recorded<DomainEvent>;

export const eventCatalog: ReadonlyMap<string, EventDefinition> = new Map(
  eventDefinitions.map((definition): [string, EventDefinition] => [definition.type, definition]),
);

/**
 * The person an event is about.
 *
 * @returns the user's id, or null where the event is about nobody
 */
export function personOf(stream: string, data: Record<string, unknown>): string | null {
  const named = userOfStream(stream) ?? data['user_id'];
  return typeof named === 'string' ? named : null;
}

/**
 * Under whose key the personal and secret fields of an event are encrypted: a person's, or that of a thing with secrets
 * of its own.
 */
export function subjectOf(stream: string, data: Record<string, unknown>): string | null {
  return personOf(stream, data) ?? apiKeyOfStream(stream) ?? keyringOfStream(stream);
}

/**
 * Whether a stream is of a kind that would outgrow all others, and of which only the newest events matter: no
 * read model keeps them.
 */
export function isEphemeral(stream: string): boolean {
  return isFamily(stream) || isUses(stream) || isAttempts(stream);
}
