import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse as uuidBytes, stringify as uuidText } from 'uuid';
import { pendingSignInIdSchema } from '../../domain/ids.js';
import type { PendingSignInId } from '../../domain/ids.js';
import { deriveKey } from '../keys/derive-key.js';

/**
 * Tokens of sign-ins that wait for their second factor, derived and never stored.
 * `base64url(id ‖ HMAC-SHA-256(key, id))`, 48 bytes. The length differs from that of every other token.
 */
export interface MfaTokens {
  issue(id: PendingSignInId): string;
  /** Returns the id in an authentic token, or null. Expiry and use are checked against the stream. */
  read(token: string): PendingSignInId | null;
}

const ID_BYTES = 16;
const TOKEN_LENGTH = 64;

export function mfaTokens(masterSecret: string): MfaTokens {
  const key = deriveKey(masterSecret, 'mfa tokens');
  const sign = (id: Buffer) => createHmac('sha256', key).update(id).digest();

  return {
    issue(id) {
      const bytes = Buffer.from(uuidBytes(id));
      return Buffer.concat([bytes, sign(bytes)]).toString('base64url');
    },

    read(token) {
      const bytes = Buffer.from(token, 'base64url');
      // Only canonical base64url is accepted; the decoder accepts other spellings.
      if (token.length !== TOKEN_LENGTH || bytes.toString('base64url') !== token) return null;
      const id = bytes.subarray(0, ID_BYTES);
      if (!timingSafeEqual(sign(id), bytes.subarray(ID_BYTES))) return null;
      return pendingSignInIdSchema.parse(uuidText(id));
    },
  };
}
