import { z } from 'zod';
import { defineEvent, personal, secret } from '../event.js';
import type { EventOf } from '../event.js';

const instant = z.iso.datetime();
/** What is kept of a key: how it begins, for people, and the hash of its secret. */
const kept = { prefix: z.string(), secret_hash: secret() };

export const apiKeyLifeEvents = [
  defineEvent('ApiKeyCreated', {
    ...kept,
    name: personal(),
    scopes: z.array(z.string()),
    expires_at: instant,
  }),
  /** Another secret takes the place of the one before, which still counts for a while. */
  defineEvent('ApiKeyRotated', { ...kept, expires_at: instant, previous_until: instant }),
  defineEvent('ApiKeyRevoked', {}),
] as const;

export const apiKeyUseEvents = [
  /** A key was used. Noted now and then; only the newest is kept, in a stream of its own. */
  defineEvent('ApiKeyUsed', { key_id: z.uuid() }),
] as const;

export type ApiKeyLifeEvent = EventOf<(typeof apiKeyLifeEvents)[number]>;
export type ApiKeyUseEvent = EventOf<(typeof apiKeyUseEvents)[number]>;
