import { timingSafeEqual } from 'node:crypto';
import { HOTP, Secret, TOTP } from 'otpauth';

/** The one form that authenticator apps agree on (RFC 6238, Google's key URI format). */
const SETTINGS = { algorithm: 'SHA1', digits: 6 };
const STEP_MS = 30_000;
const SEED_BYTES = 20;
/** The library fails on digits of other scripts and on null. */
const CODE = /^[0-9]{6}$/;
/** Steps before and after the present one whose codes are accepted: clocks differ, and people type slowly. */
const DRIFT = [-1, 0, 1];
/** A QR code has a capacity, and the library fails beyond it. */
const MAX_LABEL = 64;

/** Generates a shared secret of 160 bits, in base32. */
export function newSeed(): string {
  return new Secret({ size: SEED_BYTES }).base32;
}

/** Returns the time step of a time, which counts from the Unix epoch. */
export function timeStep(now: Date): number {
  return Math.floor(now.getTime() / STEP_MS);
}

/**
 * Returns the newest time step around now whose code is the given one, or null for a wrong code. All steps are compared:
 * two of them may have the same code, and the older may be used.
 */
export function matchingStep(seed: string, code: string, now: Date): number | null {
  if (!CODE.test(code)) return null;
  const hotp = new HOTP({ ...SETTINGS, secret: Secret.fromBase32(seed) });
  const given = Buffer.from(code);
  const steps = DRIFT.map((drift) => timeStep(now) + drift).filter((step) => step >= 0);
  const matching = steps.filter((counter) => timingSafeEqual(Buffer.from(hotp.generate({ counter })), given));
  return matching.at(-1) ?? null;
}

/** Returns the URI that authenticator apps read from a QR code. */
export function otpauthUri(seed: string, { issuer, label }: { issuer: string; label: string }): string {
  return new TOTP({
    ...SETTINGS,
    period: STEP_MS / 1000,
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
