import { randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { SigningKey } from './signing-key.js';

/** What an access token says (RFC 9068 §2.2, and which state of the account its session was decided on). */
export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
  readonly userRevision: number;
  readonly amr: readonly string[];
  readonly authTime: Date;
}

export interface AccessTokens {
  /** How long a token lives, in milliseconds. */
  readonly ttlMs: number;
  issue(claims: AccessClaims, now: Date): Promise<string>;
  /** The claims of a valid token, or null for anything else. */
  verify(token: string): Promise<AccessClaims | null>;
}

const TYPE = 'at+jwt';
const CLOCK_TOLERANCE_S = 30;
const PARTS = 3;
const KNOWN = 10_000;

const payloadSchema = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  jti: z.uuid(),
  ur: z.int().nonnegative(),
  amr: z.array(z.string()),
  auth_time: z.int(),
  iat: z.int(),
  exp: z.int(),
});

/** @param issuer stands as `iss` and as `aud`: the service is its own first resource server */
export function accessTokens(key: SigningKey, issuer: string, ttlMs: number): AccessTokens {
  /** Tokens that were found valid, so that a client's every request does not cost a signature check. */
  const known = new LRUCache<string, { claims: AccessClaims; expires: number }>({ max: KNOWN });

  return {
    ttlMs,

    async issue({ userId, sessionId, userRevision, amr, authTime }, now) {
      const seconds = Math.floor(now.getTime() / 1000);
      return await new SignJWT({
        sid: sessionId,
        ur: userRevision,
        amr: [...amr],
        auth_time: Math.floor(authTime.getTime() / 1000),
        client_id: 'credence',
      })
        .setProtectedHeader({ alg: key.algorithm, typ: TYPE, kid: key.id })
        .setIssuer(issuer)
        .setAudience(issuer)
        .setSubject(userId)
        .setJti(randomUUID())
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + ttlMs / 1000)
        .sign(key.sign);
    },

    async verify(token) {
      const before = known.get(token);
      if (before !== undefined) return Date.now() < before.expires ? before.claims : null;
      if (!isCanonical(token)) return null;
      try {
        const { payload } = await jwtVerify(token, key.verify, {
          algorithms: [key.algorithm],
          typ: TYPE,
          issuer,
          audience: issuer,
          clockTolerance: CLOCK_TOLERANCE_S,
          // Also refuses an `iat` in the future.
          maxTokenAge: ttlMs / 1000,
          requiredClaims: ['exp', 'sub', 'jti', 'sid'],
        });
        const { sub, sid, ur, amr, auth_time: authTime, exp } = payloadSchema.parse(payload);
        const claims = {
          userId: sub,
          sessionId: sid,
          userRevision: ur,
          amr,
          authTime: new Date(authTime * 1000),
        };
        known.set(token, { claims, expires: (exp + CLOCK_TOLERANCE_S) * 1000 });
        return claims;
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof z.ZodError || error instanceof TypeError)
          return null;
        throw error;
      }
    },
  };
}

/** One token has one spelling: decoders take padding, spaces and stray bits, we do not (RFC 7515 §2). */
function isCanonical(token: string): boolean {
  const parts = token.split('.');
  return (
    parts.length === PARTS &&
    parts.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
  );
}
