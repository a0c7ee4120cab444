import { createHmac } from 'node:crypto';
import { SECRET_PREFIX } from './webhook-secrets.js';

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
  const signatures = secrets.map((secret) => `v1,${sign(content, secret)}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}

function sign(content: string, secret: string): string {
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  return createHmac('sha256', key).update(content).digest('base64');
}
