import { createHmac, sign } from 'node:crypto';
import { decodeSigningKey } from './signing-key-text.js';
import { schemeOf, SECRET_PREFIX } from './webhook-secrets.js';

/** The parts of a delivery that its signature covers. */
interface SignedParts {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * Returns the headers of a signed delivery (Standard Webhooks 1.0). Several secrets give several signatures, and a receiver
 * accepts any of them.
 */
export function signedHeaders(
  { id, timestamp, body }: SignedParts,
  secrets: readonly string[],
): Record<string, string> {
  const content = `${id}.${String(timestamp)}.${body}`;
  const signatures = secrets.map((secret) => signature(content, secret));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}

function signature(content: string, secret: string): string {
  const scheme = schemeOf(secret);
  return `${scheme},${scheme === 'v1' ? hmac(content, secret) : ed25519(content, secret)}`;
}

function ed25519(content: string, secret: string): string {
  return sign(null, Buffer.from(content), decodeSigningKey(secret)).toString('base64');
}

function hmac(content: string, secret: string): string {
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  return createHmac('sha256', key).update(content).digest('base64');
}
