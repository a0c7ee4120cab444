import { timingSafeEqual } from 'node:crypto';
import { HOTP, Secret, TOTP } from 'otpauth';
import { COMMON_SETTINGS } from '../domain/user/factors/totp.js';
import type { TotpSettings } from '../domain/user/factors/totp.js';

const SEED_BYTES = 20;
/** The library fails on digits of other scripts and on null. */
const CODES: Readonly<Record<TotpSettings['digits'], RegExp>> = { 6: /^[0-9]{6}$/, 8: /^[0-9]{8}$/ };
/** Steps before and after the present one whose codes are accepted: clocks differ, and people type slowly. */
const DRIFT = [-1, 0, 1];
/** A QR code has a capacity, and the library fails beyond it. */
const MAX_LABEL = 64;

/** Generates a shared secret of 160 bits, in base32. */
export function newSeed(): string {
  return new Secret({ size: SEED_BYTES }).base32;
}

/** A shared secret in base32 without padding, of 80 to 1,024 bits. No bytes have 1, 3 or 6 characters over a group of 8. */
const SEED = /^(?=.{16,205}$)(?:[A-Z2-7]{8})*(?:[A-Z2-7]{2}|[A-Z2-7]{4}|[A-Z2-7]{5}|[A-Z2-7]{7})?$/;

/** Returns a shared secret as other services write it in the form of this one, or null if it is malformed or too short. */
export function parseSeed(text: string): string | null {
  const bare = text.toUpperCase().replace(/[\s=-]/g, '');
  return SEED.test(bare) ? Secret.fromBase32(bare).base32 : null;
}

/** Returns a shared secret in base32. */
export function encodeSeed(bytes: Uint8Array): string {
  return new Secret({ buffer: Uint8Array.from(bytes).buffer }).base32;
}

/** Returns the time step of a time, which counts from the Unix epoch. */
export function timeStep(now: Date, { period }: Pick<TotpSettings, 'period'> = COMMON_SETTINGS): number {
  return Math.floor(now.getTime() / (period * 1000));
}

/**
 * Returns the newest time step around now whose code is the given one, or null for a wrong code. All steps are compared:
 * two of them may have the same code, and the older may be used.
 */
export function matchingStep(
  seed: string,
  code: string,
  now: Date,
  settings: TotpSettings = COMMON_SETTINGS,
): number | null {
  const { algorithm, digits } = settings;
  if (!CODES[digits].test(code)) return null;
  const hotp = new HOTP({ algorithm, digits, secret: Secret.fromBase32(seed) });
  const given = Buffer.from(code);
  const steps = DRIFT.map((drift) => timeStep(now, settings) + drift).filter((step) => step >= 0);
  const matching = steps.filter((counter) => timingSafeEqual(Buffer.from(hotp.generate({ counter })), given));
  return matching.at(-1) ?? null;
}

/** Returns the URI that authenticator apps read from a QR code. */
export function otpauthUri(seed: string, { issuer, label }: { issuer: string; label: string }): string {
  return new TOTP({
    ...COMMON_SETTINGS,
    // A colon separates the issuer from the label.
    issuer: shortened(issuer.replaceAll(':', ' ')),
    label: shortened(label),
    secret: Secret.fromBase32(seed),
  }).toString();
}

/** Cuts a label between characters: a URI cannot contain half of a surrogate pair. */
function shortened(label: string): string {
  return [...label].slice(0, MAX_LABEL).join('');
}
