import { z } from 'zod';
import { userIdSchema, uuidSchema } from '../../../domain/ids.js';
import { credentialKind } from '../../../domain/user/factors/passkey.js';
import { COMMON_SETTINGS, totpSettings } from '../../../domain/user/factors/totp.js';
import { parsePhoneNumber } from '../../../security/phone-number.js';
import { parseSeed } from '../../../security/totp.js';
import { algorithmOfKey } from '../../../security/webauthn/encoding/public-key.js';
import * as fields from '../../input-schemas.js';

/** The rules of this service for the factors of a file. */
export interface LineRules {
  readonly rpId: string;
  /** False if every authenticator must prove its model, which no file does. */
  readonly admitsKeys: boolean;
  /** The countries whose phones may be added. Empty: all. */
  readonly countries: ReadonlySet<string>;
}

/** No account has more factors of a kind. */
const MAX_FACTORS = 10;
/** Longer than every secret and key that is accepted. */
const MAX_TEXT = 4096;
const DIGEST = /^[\w-]{43}$/;
const NO_MODEL = '00000000-0000-0000-0000-000000000000';

const seed = parsed(parseSeed, 'Must be base32 of 80 to 1,024 bits.');
const totp = z.strictObject({
  secret: seed,
  algorithm: z
    .string()
    .transform((name) => name.toUpperCase().replace(/^SHA-/, 'SHA'))
    .pipe(totpSettings.shape.algorithm)
    .default(COMMON_SETTINGS.algorithm),
  digits: totpSettings.shape.digits.default(COMMON_SETTINGS.digits),
  period: totpSettings.shape.period.default(COMMON_SETTINGS.period),
  name: fields.factorName.default('Authenticator app'),
});

const publicKey = parsed((text) => {
  const algorithm = algorithmOfKey(text);
  return algorithm === null ? null : { text, algorithm };
}, 'Must be a COSE key of Ed25519, P-256 or RSA from 2,048 bits, in base64url.');

function passkey({ rpId, admitsKeys }: LineRules) {
  return z
    .strictObject({
      kind: credentialKind.default('passkey'),
      name: fields.factorName.default('Passkey'),
      credential_id: bytes(1023),
      public_key: publicKey,
      sign_count: z.int().nonnegative().default(0),
      transports: z.array(z.string().max(32)).max(12).default([]),
      aaguid: z.guid().toLowerCase().default(NO_MODEL),
      backup_eligible: z.boolean(),
      backed_up: z.boolean(),
      user_verified: z.boolean().default(true),
      rp_id: z.literal(rpId, { error: 'Must be WEBAUTHN_RP_ID of this service.' }).default(rpId),
      user_handle: bytes(64),
    })
    .refine((key) => key.backup_eligible || !key.backed_up, { error: 'Is backed up, but not eligible.' })
    .refine(() => admitsKeys, { error: 'Does not prove its model, which WEBAUTHN_ATTESTATION demands.' });
}

function phone({ countries }: LineRules) {
  const number = parsed((text) => {
    const found = parsePhoneNumber(text);
    return found !== null && (countries.size === 0 || countries.has(found.country)) ? found : null;
  }, 'Must be a mobile phone of a country in SMS_COUNTRIES.');
  return z.strictObject({ phone: number, name: fields.factorName.default('Phone') });
}

/** The unused codes of a set. They work only for the account that they were made for. */
const recoveryCodes = z.strictObject({
  set_id: uuidSchema,
  digests: z.array(z.string().regex(DIGEST)).min(1).max(100),
});

/** Returns the schema of the factors of one account in a file. */
export function factorLine(rules: LineRules) {
  return z
    .strictObject({
      user_id: userIdSchema.optional(),
      email: fields.email.optional(),
      totp: z.array(totp).max(MAX_FACTORS).default([]),
      passkeys: z
        .array(passkey(rules))
        .max(2 * MAX_FACTORS)
        .default([]),
      phones: z.array(phone(rules)).max(MAX_FACTORS).default([]),
      recovery_codes: recoveryCodes.nullable().default(null),
    })
    .transform(({ user_id: userId, email, ...factors }, context) => {
      if (userId !== undefined && email === undefined) return { ...factors, owner: { userId } };
      if (email !== undefined && userId === undefined) return { ...factors, owner: { email } };
      context.addIssue({ code: 'custom', message: 'Needs either user_id or email.' });
      return z.NEVER;
    })
    .refine(({ owner, recovery_codes: codes }) => codes === null || 'userId' in owner, {
      error: 'Recovery codes need user_id, because their digests contain it.',
    });
}
export type FactorLine = z.output<ReturnType<typeof factorLine>>;

/** A text that a parser turns into a value; it returns null for a malformed one. */
function parsed<Value>(parse: (text: string) => Value | null, error: string) {
  return z
    .string()
    .max(MAX_TEXT)
    .transform((text, context) => {
      const value = parse(text);
      if (value !== null) return value;
      context.addIssue({ code: 'custom', message: error });
      return z.NEVER;
    });
}

/** Bytes in canonical base64url, of a length up to a bound. */
function bytes(max: number) {
  return z.string().refine(
    (text) => {
      const decoded = Buffer.from(text, 'base64url');
      return decoded.length > 0 && decoded.length <= max && decoded.toString('base64url') === text;
    },
    { error: `Must be 1 to ${String(max)} bytes in base64url without padding.` },
  );
}
