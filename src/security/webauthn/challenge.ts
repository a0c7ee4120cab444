import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { deriveKey } from '../keys/derive-key.js';

/** The purpose of a challenge. An answer for one purpose is refused for the others. */
export type ChallengePurpose = 'add_passkey' | 'add_security_key' | 'sign_in' | 'second_factor' | 'step_up';

const MINUTE = 60_000;

/** The lives of challenges. A page of a sign-in can wait for its visitor a while. */
export const CHALLENGE_LIFE_MS: Readonly<Record<ChallengePurpose, number>> = {
  add_passkey: 5 * MINUTE,
  add_security_key: 5 * MINUTE,
  sign_in: 10 * MINUTE,
  second_factor: 5 * MINUTE,
  step_up: 5 * MINUTE,
};

export interface ChallengeScope {
  readonly purpose: ChallengePurpose;
  /** The ids of the session, user or pending sign-in that can answer; empty for a sign-in, which anyone can begin. */
  readonly boundTo: readonly string[];
}

/**
 * Challenges of WebAuthn ceremonies, derived and never stored, so that an anonymous call writes nothing.
 * `base64url(random ‖ expiry ‖ HMAC-SHA-256(key, purpose ‖ ids ‖ random ‖ expiry))`, 54 bytes.
 *
 * A challenge works once, because it names the session or factor that it creates: a second answer meets an existing stream.
 * The challenge of a step-up creates nothing, so it must be newer than the last use of the credential.
 */
export interface Challenges {
  /** Issues a challenge that can be answered for {@link CHALLENGE_LIFE_MS}. */
  issue(scope: ChallengeScope, now: Date): string;
  /** Returns true for an authentic challenge of this scope before its expiry. */
  accepts(scope: ChallengeScope, challenge: string, now: Date): boolean;
  /** Returns the time at which an accepted challenge was issued. */
  issuedAt(scope: ChallengeScope, challenge: string): Date;
}

const RANDOM_BYTES = 16;
const EXPIRY_BYTES = 6;
const CLAIM_BYTES = RANDOM_BYTES + EXPIRY_BYTES;
const CHALLENGE_LENGTH = 72;

export function challenges(masterSecret: string): Challenges {
  const key = deriveKey(masterSecret, 'webauthn challenges');
  const sign = ({ purpose, boundTo }: ChallengeScope, claims: Buffer) =>
    createHmac('sha256', key)
      .update(JSON.stringify([purpose, ...boundTo]))
      .update('\0')
      .update(claims)
      .digest();

  return {
    issue(scope, now) {
      const claims = Buffer.alloc(CLAIM_BYTES);
      claims.set(randomBytes(RANDOM_BYTES));
      const expires = now.getTime() + CHALLENGE_LIFE_MS[scope.purpose];
      claims.writeUIntBE(expires, RANDOM_BYTES, EXPIRY_BYTES);
      return Buffer.concat([claims, sign(scope, claims)]).toString('base64url');
    },

    accepts(scope, challenge, now) {
      const bytes = Buffer.from(challenge, 'base64url');
      // Only canonical base64url is accepted; the decoder accepts other spellings.
      if (challenge.length !== CHALLENGE_LENGTH || bytes.toString('base64url') !== challenge) return false;
      const claims = bytes.subarray(0, CLAIM_BYTES);
      if (!timingSafeEqual(sign(scope, claims), bytes.subarray(CLAIM_BYTES))) return false;
      return now.getTime() < expiryIn(claims);
    },

    issuedAt: ({ purpose }, challenge) =>
      new Date(expiryIn(Buffer.from(challenge, 'base64url')) - CHALLENGE_LIFE_MS[purpose]),
  };
}

function expiryIn(claims: Buffer): number {
  return claims.readUIntBE(RANDOM_BYTES, EXPIRY_BYTES);
}
