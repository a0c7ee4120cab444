import { randomUUID } from 'node:crypto';
import { claimStreamSchema, eventIdSchema, sessionIdSchema, userIdSchema } from '../../../src/domain/ids.js';
import type { ClaimStream, EventId, SessionId, UserId } from '../../../src/domain/ids.js';

/** A given or random user id. */
export function aUserId(id: string = randomUUID()): UserId {
  return userIdSchema.parse(id);
}

/** A given or random session id. */
export function aSessionId(id: string = randomUUID()): SessionId {
  return sessionIdSchema.parse(id);
}

/** A given or random event id. */
export function anEventId(id: string = randomUUID()): EventId {
  return eventIdSchema.parse(id);
}

/** A given or random claim stream. */
export function aClaimStream(stream = `claim-1.${randomUUID()}`): ClaimStream {
  return claimStreamSchema.parse(stream);
}
