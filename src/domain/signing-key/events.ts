import { z } from 'zod';
import { defineEvent, secret } from '../event.js';
import type { EventOf } from '../event.js';

/** The signature algorithms of access tokens. */
export const SIGNING_ALGORITHMS = ['ES256', 'EdDSA', 'RS256'] as const;

export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

export const signingKeyEvents = [
  /**
   * A key that signs access tokens from `signs_from` on. It is published before, so that no verifier meets a token with
   * an unknown key. `private_key` is PKCS #8 in base64.
   */
  defineEvent('SigningKeyAdded', {
    key_id: z.uuid(),
    algorithm: z.enum(SIGNING_ALGORITHMS),
    public_key: z.record(z.string(), z.string()),
    private_key: secret('integration'),
    signs_from: z.iso.datetime(),
  }),
  /** From here on every token of this key is rejected. */
  defineEvent('SigningKeyWithdrawn', { key_id: z.uuid(), reason: z.string().nullable() }),
] as const;

export type SigningKeyEvent = EventOf<(typeof signingKeyEvents)[number]>;
