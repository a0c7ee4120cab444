import { randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { JWTHeaderParameters, KeyObject } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { sessionIdSchema, userIdSchema } from '../../domain/ids.js';
import type { SessionId, UserId } from '../../domain/ids.js';
import type { OrganizationGrant } from '../../domain/organization/organization-grant.js';
import { assuranceLevel } from '../../domain/user/factors/assurance.js';
import type { AssuranceLevel } from '../../domain/user/factors/assurance.js';
import { actClaim, actClaims, actingSession } from './acting-session.js';
import type { ActingSession } from './acting-session.js';
import { claimsOfGrant, grantOfClaims } from './claims/organization-claims.js';
import { TOKEN_ALGORITHMS } from './signing-keys.js';
import type { SigningKeys } from './signing-keys.js';

/** The claims of an access token (RFC 9068 §2.2), with the revision of the account at the time of issue. */
export interface AccessClaims {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly userRevision: number;
  readonly amr: readonly string[];
  readonly acr: AssuranceLevel;
  /** Time of the newest proof of that level. */
  readonly authTime: Date;
  /** The session of the administrator who acts as the user. */
  readonly impersonator?: ActingSession | null;
  /** The organisation that the token is for. */
  readonly organization?: OrganizationGrant | null;
}

/** The claims of a verified token. */
export interface VerifiedClaims extends AccessClaims {
  readonly tokenId: string;
  readonly issuedAt: Date;
  readonly expires: Date;
  readonly impersonator: ActingSession | null;
  readonly organization: OrganizationGrant | null;
}

export interface IssuedToken {
  readonly token: string;
  /** Lifetime in seconds. */
  readonly lifeSeconds: number;
}

export interface AccessTokens {
  /** Value of `iss` and `aud`: the service is its own resource server. */
  readonly issuer: string;
  /** The longest life of a token, in milliseconds. */
  readonly ttlMs: number;
  /**
   * Issues a token that expires with its session or before.
   *
   * @param ends the absolute end of the session
   */
  issue(claims: AccessClaims, ends: Date, at: Date): Promise<IssuedToken>;
  /** Returns the claims of a valid token, and null for anything else. */
  verify(token: string): Promise<VerifiedClaims | null>;
}

/** The client of all tokens: the service's own front ends (RFC 9068 §2.2). */
export const CLIENT_ID = 'credence';
/** The `typ` of the header (RFC 9068 §2.1). */
export const ACCESS_TOKEN_TYPE = 'at+jwt';
const CLOCK_TOLERANCE_S = 30;
const PARTS = 3;
const CACHED_TOKENS = 10_000;

/** Time after its expiry for which a token is still accepted, in milliseconds. */
export const TOKEN_TOLERANCE_MS = CLOCK_TOLERANCE_S * 1000;

/** The claims that this service reads, beside the issuer and the audience. */
export const accessPayload = z.object({
  sub: userIdSchema,
  sid: sessionIdSchema,
  jti: z.uuid(),
  ur: z.int().nonnegative(),
  amr: z.array(z.string()),
  /** Tokens of earlier releases lack it. */
  acr: assuranceLevel.default('aal1'),
  auth_time: z.int(),
  iat: z.int(),
  exp: z.int(),
  /** The administrator who acts as the subject (RFC 8693 §4.1). */
  act: actClaim.optional(),
});

/**
 * Issues and verifies access tokens as JWTs (RFC 9068).
 *
 * @param now reads the clock that the processes share
 */
export function accessTokens(
  keys: SigningKeys,
  issuer: string,
  ttlMs: number,
  now: () => Date,
): AccessTokens {
  /** Verified tokens, which saves a signature check on every further request. */
  const verified = new LRUCache<string, { claims: VerifiedClaims; keyId: string }>({ max: CACHED_TOKENS });

  /** Returns the key that a token names, if the token uses the key's own algorithm (RFC 8725 §3.1). */
  async function keyFor({ kid, alg }: JWTHeaderParameters): Promise<KeyObject> {
    const key = typeof kid === 'string' ? await keys.find(kid) : null;
    if (key === null || key.algorithm !== alg) throw new errors.JWSSignatureVerificationFailed();
    return key.verify;
  }

  return {
    issuer,
    ttlMs,

    async issue({ userId, sessionId, userRevision, amr, acr, authTime, ...rest }, ends, at) {
      const issuedAt = toSeconds(at);
      // At least one second, also if the session ends within the same second.
      const lifeSeconds = Math.max(1, Math.min(ttlMs / 1000, toSeconds(ends) - issuedAt));
      const key = keys.signing();
      const token = await new SignJWT({
        sid: sessionId,
        ur: userRevision,
        amr: [...amr],
        acr,
        auth_time: toSeconds(authTime),
        client_id: CLIENT_ID,
        ...actClaims(rest.impersonator ?? null),
        ...claimsOfGrant(rest.organization ?? null),
      })
        .setProtectedHeader({ alg: key.algorithm, typ: ACCESS_TOKEN_TYPE, kid: key.id })
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
      const cached = verified.get(token);
      if (cached !== undefined) {
        const expired = now().getTime() >= cached.claims.expires.getTime() + TOKEN_TOLERANCE_MS;
        return expired || (await keys.find(cached.keyId)) === null ? null : cached.claims;
      }
      if (!isCanonical(token)) return null;
      try {
        const { payload, protectedHeader } = await jwtVerify(token, keyFor, {
          algorithms: [...TOKEN_ALGORITHMS],
          typ: ACCESS_TOKEN_TYPE,
          issuer,
          audience: issuer,
          clockTolerance: CLOCK_TOLERANCE_S,
          currentDate: now(),
          // Also rejects an `iat` in the future.
          maxTokenAge: ttlMs / 1000,
          requiredClaims: ['exp', 'sub', 'jti', 'sid'],
        });
        const parsed = accessPayload.parse(payload);
        const claims = {
          userId: parsed.sub,
          sessionId: parsed.sid,
          userRevision: parsed.ur,
          amr: parsed.amr,
          acr: parsed.acr,
          authTime: fromSeconds(parsed.auth_time),
          tokenId: parsed.jti,
          issuedAt: fromSeconds(parsed.iat),
          expires: fromSeconds(parsed.exp),
          impersonator: actingSession(parsed.act),
          organization: grantOfClaims(payload),
        };
        verified.set(token, { claims, keyId: protectedHeader.kid ?? '' });
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

function fromSeconds(seconds: number): Date {
  return new Date(seconds * 1000);
}

/** Returns true for canonical base64url; decoders also accept padding, spaces and stray bits (RFC 7515 §2). */
export function isCanonical(token: string): boolean {
  const parts = token.split('.');
  return (
    parts.length === PARTS &&
    parts.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
  );
}
