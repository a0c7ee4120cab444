import { createHmac } from 'node:crypto';
import { deriveKey } from '../keys/derive-key.js';
import { encodeSigningKey, isSigningKey } from './signing-key-text.js';

/**
 * The signatures of Standard Webhooks: `v1` is HMAC-SHA256 with a secret that both sides have, `v1a` is Ed25519, whose
 * receivers have the public key only.
 */
export const SIGNATURE_SCHEMES = ['v1', 'v1a'] as const;
export type SignatureScheme = (typeof SIGNATURE_SCHEMES)[number];

/** The secrets that sign deliveries, in the form of Standard Webhooks: a prefix that tells the scheme, and base64. */
export interface WebhookSecrets {
  /** Returns the same secret for the same command, so that a retry after a lost response returns it again. */
  make(webhookId: string, commandId: string, scheme: SignatureScheme): string;
}

export const SECRET_PREFIX = 'whsec_';

export function webhookSecrets(masterSecret: string): WebhookSecrets {
  const keys: Record<SignatureScheme, Buffer> = {
    v1: deriveKey(masterSecret, 'webhook secrets'),
    v1a: deriveKey(masterSecret, 'webhook signing keys'),
  };
  return {
    make(webhookId, commandId, scheme) {
      const bytes = createHmac('sha256', keys[scheme]).update(`${webhookId}|${commandId}`).digest();
      return scheme === 'v1' ? SECRET_PREFIX + bytes.toString('base64') : encodeSigningKey(bytes);
    },
  };
}

/** Returns the scheme of the signatures of a secret. */
export function schemeOf(secret: string): SignatureScheme {
  return isSigningKey(secret) ? 'v1a' : 'v1';
}
