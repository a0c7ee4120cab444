import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse as uuidBytes, stringify as uuidText } from 'uuid';
import { sessionIdSchema } from '../../domain/ids.js';
import type { SessionId } from '../../domain/ids.js';
import { deriveKey } from '../keys/derive-key.js';

/** The claims of a refresh token: its session, and its generation in that session's family. */
export interface RefreshClaims {
  readonly sessionId: SessionId;
  /** Starts at 0. */
  readonly generation: number;
}

/**
 * Refresh tokens are derived and never stored: a retry after a lost response returns the same token, and the stores
 * reveal none.
 * `base64url(session id ‖ generation ‖ HMAC-SHA-256(key, session id ‖ generation))`, 52 bytes.
 */
export interface RefreshTokens {
  issue(claims: RefreshClaims): string;
  /** Returns the claims of an authentic token, or null. Expiry and reuse are checked against the stream. */
  read(token: string): RefreshClaims | null;
}

const ID_BYTES = 16;
const CLAIM_BYTES = ID_BYTES + 4;
const TOKEN_LENGTH = 70;

export function refreshTokens(masterSecret: string): RefreshTokens {
  const key = deriveKey(masterSecret, 'refresh tokens');
  const sign = (claims: Buffer) => createHmac('sha256', key).update(claims).digest();

  return {
    issue({ sessionId, generation }) {
      const claims = Buffer.alloc(CLAIM_BYTES);
      claims.set(uuidBytes(sessionId));
      claims.writeUInt32BE(generation, ID_BYTES);
      return Buffer.concat([claims, sign(claims)]).toString('base64url');
    },

    read(token) {
      const bytes = Buffer.from(token, 'base64url');
      // Only canonical base64url is accepted; the decoder accepts other spellings.
      if (token.length !== TOKEN_LENGTH || bytes.toString('base64url') !== token) return null;
      const claims = bytes.subarray(0, CLAIM_BYTES);
      if (!timingSafeEqual(sign(claims), bytes.subarray(CLAIM_BYTES))) return null;
      return {
        sessionId: sessionIdSchema.parse(uuidText(claims)),
        generation: claims.readUInt32BE(ID_BYTES),
      };
    },
  };
}
