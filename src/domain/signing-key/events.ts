import { z } from 'zod';
import { defineEvent, secret } from '../event.js';
import type { EventOf } from '../event.js';

export const signingKeyEvents = [
  /**
   * A key that signs access tokens from a moment on. It is known before, so that nobody who checks tokens meets one
   * that he cannot check. `private_key` is PKCS #8 in base64.
   */
  defineEvent('SigningKeyAdded', {
    key_id: z.uuid(),
    algorithm: z.enum(['EdDSA', 'ES256']),
    public_key: z.record(z.string(), z.string()),
    private_key: secret(),
    signs_from: z.iso.datetime(),
  }),
  /** From here on nothing that this key has signed or will sign counts. */
  defineEvent('SigningKeyWithdrawn', { key_id: z.uuid(), reason: z.string().nullable() }),
] as const;

export type SigningKeyEvent = EventOf<(typeof signingKeyEvents)[number]>;
