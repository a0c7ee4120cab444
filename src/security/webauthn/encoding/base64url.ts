import { WebAuthnRefused } from '../refusal.js';

/**
 * Decodes canonical base64url without padding (RFC 4648 §5). The decoder of Node accepts other spellings of the same bytes.
 *
 * @throws WebAuthnRefused
 */
export function decodeBase64url(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length === 0 || bytes.toString('base64url') !== text) throw new WebAuthnRefused('encoding');
  return bytes;
}
