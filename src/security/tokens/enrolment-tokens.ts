import { z } from 'zod';
import { factorIdSchema, uuidSchema, userIdSchema } from '../../domain/ids.js';
import { open, seal } from '../keys/aes-gcm.js';
import { deriveKey } from '../keys/derive-key.js';

const claims = z.strictObject({
  userId: userIdSchema,
  /** The session or the pending sign-in that the enrolment belongs to. */
  startedBy: uuidSchema,
  /** The id that the factor will have, so that an enrolment adds one factor. */
  factorId: factorIdSchema,
  name: z.string(),
  seed: z.string(),
  expires: z.iso.datetime(),
});

/** Enrolment of an authenticator app that its first code has not confirmed yet. */
export type EnrolmentClaims = z.output<typeof claims>;

/** Encrypted tokens that carry an enrolment, so that no store has the secret of an app before it is confirmed. */
export interface EnrolmentTokens {
  issue(enrolment: EnrolmentClaims): string;
  /** Returns the enrolment of an authentic token, or null. Expiry and use are checked by the caller. */
  read(token: string): EnrolmentClaims | null;
}

/** Binds a token to its purpose. */
const CONTEXT = 'totp enrolment';

export function enrolmentTokens(masterSecret: string): EnrolmentTokens {
  const key = deriveKey(masterSecret, 'enrolment tokens');
  return {
    issue: (enrolment) => seal(Buffer.from(JSON.stringify(enrolment)), key, CONTEXT).toString('base64url'),
    read(token) {
      const bytes = Buffer.from(token, 'base64url');
      // Only canonical base64url is accepted; the decoder accepts other spellings.
      if (bytes.toString('base64url') !== token) return null;
      try {
        return claims.parse(JSON.parse(open(bytes, key, CONTEXT).toString()));
      } catch {
        return null;
      }
    },
  };
}
