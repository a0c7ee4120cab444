import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse as uuidBytes, stringify as uuidText } from 'uuid';
import { eventIdSchema, userIdSchema } from '../../domain/ids.js';
import type { EventId, UserId } from '../../domain/ids.js';
import { deriveKey } from '../keys/derive-key.js';

export type LinkPurpose =
  | 'verify-email'
  | 'reset-password'
  | 'confirm-email'
  | 'confirm-sign-up'
  | 'restore-identity'
  | 'sign-in-link'
  | 'cancel-reset'
  | 'set-up'
  | 'export';

/** The claims of a link token: the account, and the event that requested the link. A sign-in link names its code. */
export interface LinkClaims {
  readonly userId: UserId;
  readonly eventId: EventId;
}

/**
 * Tokens of mailed links, derived and never stored: a retried mail carries the same token, and the stores reveal none.
 * `base64url(user id ‖ event id ‖ HMAC-SHA-256(key, purpose ‖ user id ‖ event id))`, 64 bytes.
 */
export interface LinkTokens {
  issue(purpose: LinkPurpose, claims: LinkClaims): string;
  /** Returns the claims of an authentic token for this purpose, or null. Expiry and reuse are checked against the stream. */
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
      // Only canonical base64url is accepted; the decoder accepts other spellings.
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
