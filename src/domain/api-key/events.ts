import { z } from 'zod';
import { defineEvent, personal, secret } from '../event.js';
import type { EventOf } from '../event.js';
import { organizationIdSchema, userIdSchema } from '../ids.js';

const instant = z.iso.datetime();
/** The stored parts of a key: its first characters for display, and the hash of its secret. */
const storedSecret = { prefix: z.string(), secret_hash: secret('integration') };

export const apiKeyLifeEvents = [
  /**
   * A key of an organisation opens that organisation only; null: it is a key of a service. `created_by` is the person behind
   * the caller; null: there is none. Version 1 had neither, and its keys are of services.
   */
  defineEvent(
    'ApiKeyCreated',
    {
      ...storedSecret,
      name: personal('integration'),
      scopes: z.array(z.string()),
      expires_at: instant,
      organization_id: organizationIdSchema.nullable(),
      created_by: userIdSchema.nullable(),
    },
    [(first) => ({ ...first, organization_id: null, created_by: null })],
  ),
  /** A new secret replaces the previous one, which is accepted until `previous_until`. */
  defineEvent('ApiKeyRotated', { ...storedSecret, expires_at: instant, previous_until: instant }),
  /**
   * The key is revoked for good. With `descendants`, the keys that it created are revoked too, and the keys that these
   * created. Version 1 revoked the key alone.
   */
  defineEvent('ApiKeyRevoked', { descendants: z.boolean() }, [(first) => ({ ...first, descendants: false })]),
] as const;

export const apiKeyUseEvents = [
  /** A use of the key. Not every use is recorded, and the stream retains only the newest. */
  defineEvent('ApiKeyUsed', { key_id: z.uuid() }),
] as const;

export type ApiKeyLifeEvent = EventOf<(typeof apiKeyLifeEvents)[number]>;
export type ApiKeyUseEvent = EventOf<(typeof apiKeyUseEvents)[number]>;
