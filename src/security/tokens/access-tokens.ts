import { randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { JWTHeaderParameters, KeyObject } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { sessionIdSchema, userIdSchema } from '../../domain/ids.js';
import type { SessionId, UserId } from '../../domain/ids.js';
import type { SigningKeys } from './signing-keys.js';

/** What an access token says (RFC 9068 §2.2, and which state of the account its session was decided on). */
export interface AccessClaims {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly userRevision: number;
  readonly amr: readonly string[];
  readonly authTime: Date;
}

/** What a token that was taken says, and what it says of itself. */
export interface VerifiedClaims extends AccessClaims {
  readonly tokenId: string;
  readonly issuedAt: Date;
  readonly expires: Date;
}

export interface IssuedToken {
  readonly token: string;
  /** How long it lives, in seconds. */
  readonly lifeSeconds: number;
}

export interface AccessTokens {
  /** Stands as `iss` and as `aud`: the service is its own first resource server. */
  readonly issuer: string;
  /**
   * Issues a token that is over with its session, if not before.
   *
   * @param ends when the session is over, however it is used
   */
  issue(claims: AccessClaims, ends: Date, now: Date): Promise<IssuedToken>;
  /** The claims of a valid token, or null for anything else. */
  verify(token: string): Promise<VerifiedClaims | null>;
}

/** By whom tokens are asked for: so far the service's own front ends only (RFC 9068 §2.2). */
export const CLIENT_ID = 'credence';
const TYPE = 'at+jwt';
const ALGORITHMS = ['EdDSA', 'ES256', 'HS256'];
const CLOCK_TOLERANCE_S = 30;
const PARTS = 3;
const KNOWN = 10_000;

/** How long after its lifetime a token may still be taken, in milliseconds. */
export const TOKEN_TOLERANCE_MS = CLOCK_TOLERANCE_S * 1000;

const payloadSchema = z.object({
  sub: userIdSchema,
  sid: sessionIdSchema,
  jti: z.uuid(),
  ur: z.int().nonnegative(),
  amr: z.array(z.string()),
  auth_time: z.int(),
  iat: z.int(),
  exp: z.int(),
});

export function accessTokens(keys: SigningKeys, issuer: string, ttlMs: number): AccessTokens {
  /** Tokens that were found valid, so that a client's every request does not cost a signature check. */
  const known = new LRUCache<string, { claims: VerifiedClaims; keyId: string }>({ max: KNOWN });

  /** The key that a token names, for the algorithm that is its own: nothing else of the header is followed. */
  async function keyFor({ kid, alg }: JWTHeaderParameters): Promise<KeyObject> {
    const key = typeof kid === 'string' ? await keys.find(kid) : null;
    if (key === null || key.algorithm !== alg) throw new errors.JWSSignatureVerificationFailed();
    return key.verify;
  }

  return {
    issuer,

    async issue({ userId, sessionId, userRevision, amr, authTime }, ends, now) {
      const issuedAt = toSeconds(now);
      // No token is over when it is issued, though the session is within the same second.
      const lifeSeconds = Math.max(1, Math.min(ttlMs / 1000, toSeconds(ends) - issuedAt));
      const key = keys.signing();
      const token = await new SignJWT({
        sid: sessionId,
        ur: userRevision,
        amr: [...amr],
        auth_time: toSeconds(authTime),
        client_id: CLIENT_ID,
      })
        .setProtectedHeader({ alg: key.algorithm, typ: TYPE, kid: key.id })
        .setIssuer(issuer)
        .setAudience(issuer)
        .setSubject(userId)
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifeSeconds)
        .sign(key.sign);
      return { token, lifeSeconds };
    },

    async verify(token) {
      const before = known.get(token);
      if (before !== undefined) {
        const over = Date.now() >= before.claims.expires.getTime() + TOKEN_TOLERANCE_MS;
        return over || (await keys.find(before.keyId)) === null ? null : before.claims;
      }
      if (!isCanonical(token)) return null;
      try {
        const { payload, protectedHeader } = await jwtVerify(token, keyFor, {
          algorithms: ALGORITHMS,
          typ: TYPE,
          issuer,
          audience: issuer,
          clockTolerance: CLOCK_TOLERANCE_S,
          // Also refuses an `iat` in the future.
          maxTokenAge: ttlMs / 1000,
          requiredClaims: ['exp', 'sub', 'jti', 'sid'],
        });
        const said = payloadSchema.parse(payload);
        const claims = {
          userId: said.sub,
          sessionId: said.sid,
          userRevision: said.ur,
          amr: said.amr,
          authTime: ofSeconds(said.auth_time),
          tokenId: said.jti,
          issuedAt: ofSeconds(said.iat),
          expires: ofSeconds(said.exp),
        };
        known.set(token, { claims, keyId: protectedHeader.kid ?? '' });
        return claims;
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof z.ZodError || error instanceof TypeError)
          return null;
        throw error;
      }
    },
  };
}

function toSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

function ofSeconds(seconds: number): Date {
  return new Date(seconds * 1000);
}

/** One token has one spelling: decoders take padding, spaces and stray bits, we do not (RFC 7515 §2). */
function isCanonical(token: string): boolean {
  const parts = token.split('.');
  return (
    parts.length === PARTS &&
    parts.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
  );
}
