import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse as uuidBytes, stringify as uuidText } from 'uuid';
import { userIdSchema, uuidSchema } from '../../domain/ids.js';
import type { UserId } from '../../domain/ids.js';
import { deriveKey } from '../keys/derive-key.js';

/** The claims of a trusted device: the account, and the trust in its stream of devices. */
export interface DeviceClaims {
  readonly userId: UserId;
  readonly trustId: string;
}

/**
 * Tokens of trusted devices, derived and never stored. `base64url(user id ‖ trust id ‖ HMAC-SHA-256(key, both))`, 64 bytes.
 */
export interface DeviceTokens {
  issue(claims: DeviceClaims): string;
  /** Returns the claims of an authentic token, or null. Expiry and end are checked against the stream. */
  read(token: string): DeviceClaims | null;
}

const ID_BYTES = 16;
const TOKEN_LENGTH = 86;

export function deviceTokens(masterSecret: string): DeviceTokens {
  const key = deriveKey(masterSecret, 'device tokens');
  const sign = (ids: Buffer) => createHmac('sha256', key).update(ids).digest();

  return {
    issue({ userId, trustId }) {
      const ids = Buffer.concat([uuidBytes(userId), uuidBytes(trustId)]);
      return Buffer.concat([ids, sign(ids)]).toString('base64url');
    },

    read(token) {
      const bytes = Buffer.from(token, 'base64url');
      // Only canonical base64url is accepted; the decoder accepts other spellings.
      if (token.length !== TOKEN_LENGTH || bytes.toString('base64url') !== token) return null;
      const ids = bytes.subarray(0, 2 * ID_BYTES);
      if (!timingSafeEqual(sign(ids), bytes.subarray(2 * ID_BYTES))) return null;
      return {
        userId: userIdSchema.parse(uuidText(ids, 0)),
        trustId: uuidSchema.parse(uuidText(ids, ID_BYTES)),
      };
    },
  };
}
