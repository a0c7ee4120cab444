import { z } from 'zod';

/** Bounds of the encoded parts. Real ones are far below them; only a credential id can be as long as its bound. */
const MAX_ID = 1364;
const base64url = (max: number) => z.string().max(max);
const transports = z.array(z.string().max(32)).max(12);

/**
 * A credential as `PublicKeyCredential.toJSON()` writes it (WebAuthn Level 3 §5.1.8). Members that are not listed are
 * ignored, because browsers add new ones.
 */
const credential = { id: base64url(MAX_ID), rawId: base64url(MAX_ID), type: z.literal('public-key') };

/** The answer to `navigator.credentials.create()`. */
export const registrationCredential = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url(8192),
    attestationObject: base64url(32_768),
    transports: transports.optional(),
  }),
});
export type RegistrationCredential = z.output<typeof registrationCredential>;

/** The answer to `navigator.credentials.get()`. */
export const assertionCredential = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url(8192),
    authenticatorData: base64url(8192),
    signature: base64url(2048),
    userHandle: base64url(128).optional(),
  }),
});
export type AssertionCredential = z.output<typeof assertionCredential>;
