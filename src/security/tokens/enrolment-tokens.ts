import { z } from 'zod';
import { factorIdSchema, uuidSchema, userIdSchema } from '../../domain/ids.js';
import { open, seal } from '../keys/aes-gcm.js';
import { deriveKey } from '../keys/derive-key.js';

const anyEnrolment = {
  userId: userIdSchema,
  /** The session or the pending sign-in that the enrolment belongs to. */
  startedBy: uuidSchema,
  /** The id that the factor will have, so that an enrolment adds one factor. */
  factorId: factorIdSchema,
  name: z.string(),
  expires: z.iso.datetime(),
};
const totpEnrolment = z.strictObject({ ...anyEnrolment, seed: z.string() });
const phoneEnrolment = z.strictObject({ ...anyEnrolment, number: z.string(), country: z.string() });

/** Enrolment of an authenticator app that its first code has not confirmed yet. */
export type EnrolmentClaims = z.output<typeof totpEnrolment>;
/** Enrolment of a phone that has not received a code yet. */
export type PhoneEnrolmentClaims = z.output<typeof phoneEnrolment>;

/** Encrypted tokens that carry an enrolment, so that no store has its secret or its number before it is confirmed. */
interface SealedEnrolments<Claims> {
  issue(enrolment: Claims): string;
  /** Returns the enrolment of an authentic token, or null. Expiry and use are checked by the caller. */
  read(token: string): Claims | null;
}
export type EnrolmentTokens = SealedEnrolments<EnrolmentClaims>;
export type PhoneEnrolmentTokens = SealedEnrolments<PhoneEnrolmentClaims>;

export function enrolmentTokens(masterSecret: string): EnrolmentTokens {
  return sealedEnrolments(masterSecret, 'totp enrolment', totpEnrolment);
}

export function phoneEnrolmentTokens(masterSecret: string): PhoneEnrolmentTokens {
  return sealedEnrolments(masterSecret, 'phone enrolment', phoneEnrolment);
}

/** @param context binds a token to its purpose */
function sealedEnrolments<Claims>(
  masterSecret: string,
  context: string,
  claims: z.ZodType<Claims>,
): SealedEnrolments<Claims> {
  const key = deriveKey(masterSecret, 'enrolment tokens');
  return {
    issue: (enrolment) => seal(Buffer.from(JSON.stringify(enrolment)), key, context).toString('base64url'),
    read(token) {
      const bytes = Buffer.from(token, 'base64url');
      // Only canonical base64url is accepted; the decoder accepts other spellings.
      if (bytes.toString('base64url') !== token) return null;
      try {
        return claims.parse(JSON.parse(open(bytes, key, context).toString()));
      } catch {
        return null;
      }
    },
  };
}
