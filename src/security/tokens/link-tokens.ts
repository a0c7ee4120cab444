import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse as uuidBytes, stringify as uuidText } from 'uuid';
import { eventIdSchema, userIdSchema } from '../../domain/ids.js';
import type { EventId, UserId } from '../../domain/ids.js';
import { deriveKey } from '../keys/derive-key.js';

export type LinkPurpose = 'verify-email' | 'reset-password' | 'confirm-email' | 'confirm-sign-up';

/** What a link's token says: whose link it is, and which event asked for it. */
export interface LinkClaims {
  readonly userId: UserId;
  readonly eventId: EventId;
}

/**
 * Tokens of mailed links are derived, never stored: whoever has the secret can make the same token
 * again for a retried mail, and whoever reads the stores finds none.
 * `base64url(user id ‖ event id ‖ HMAC-SHA-256(key, purpose ‖ user id ‖ event id))`, 64 bytes.
 */
export interface LinkTokens {
  issue(purpose: LinkPurpose, claims: LinkClaims): string;
  /** The claims of an authentic token for this purpose, or null. Expiry and use are the stream's to say. */
  read(purpose: LinkPurpose, token: string): LinkClaims | null;
}

const ID_BYTES = 16;
const TOKEN_LENGTH = 86;

export function linkTokens(masterSecret: string): LinkTokens {
  const key = deriveKey(masterSecret, 'link tokens');
  const sign = (purpose: LinkPurpose, ids: Buffer) =>
    createHmac('sha256', key).update(purpose).update('\0').update(ids).digest();

  return {
    issue(purpose, { userId, eventId }) {
      const ids = Buffer.concat([uuidBytes(userId), uuidBytes(eventId)]);
      return Buffer.concat([ids, sign(purpose, ids)]).toString('base64url');
    },

    read(purpose, token) {
      const bytes = Buffer.from(token, 'base64url');
      // Only the one canonical spelling is a token: the decoder would take others.
      if (token.length !== TOKEN_LENGTH || bytes.toString('base64url') !== token) return null;
      const ids = bytes.subarray(0, 2 * ID_BYTES);
      if (!timingSafeEqual(sign(purpose, ids), bytes.subarray(2 * ID_BYTES))) return null;
      return {
        userId: userIdSchema.parse(uuidText(ids, 0)),
        eventId: eventIdSchema.parse(uuidText(ids, ID_BYTES)),
      };
    },
  };
}
