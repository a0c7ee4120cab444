import { errors, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import type { SessionClaims } from './ended-sessions.js';
import { numberIn, textIn } from './json.js';
import type { Settings } from './options.js';

/** The claims of a valid access token. */
export interface AccessClaims extends SessionClaims {
  readonly tokenId: string;
  /** The ways in which the user has signed in, such as `pwd` (RFC 8176). */
  readonly methods: readonly string[];
  /** The level of the session: `aal1`, or `aal2` with a second factor. */
  readonly level: string;
  /** The time of the newest proof of that level. */
  readonly authenticatedAt: Date;
  readonly expiresAt: Date;
}

/** The algorithms that Credence signs with. A token cannot choose another one (RFC 8725 §3.1). */
const ALGORITHMS = ['ES256', 'EdDSA', 'RS256'];
/** The `typ` of the header keeps ID tokens and other JWTs of the issuer out (RFC 9068 §2.1). */
const TOKEN_TYPE = 'at+jwt';
const REQUIRED_CLAIMS = ['sub', 'sid', 'jti', 'iat', 'exp'];
/** The highest difference of the clocks. */
export const CLOCK_TOLERANCE_SECONDS = 30;

/**
 * Returns the claims of a valid access token (RFC 9068 §4), or null for any other text.
 *
 * @throws KeysUnavailable the signing keys are unreachable
 */
export async function verifyAccessToken(
  token: string,
  keys: JWTVerifyGetKey,
  { issuer, accessTokenSeconds }: Pick<Settings, 'issuer' | 'accessTokenSeconds'>,
): Promise<AccessClaims | null> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: issuer,
      typ: TOKEN_TYPE,
      algorithms: ALGORITHMS,
      requiredClaims: REQUIRED_CLAIMS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      // An older token may be of a session whose end is forgotten.
      maxTokenAge: accessTokenSeconds,
    });
    return claimsOf(payload);
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
    throw error;
  }
}

function claimsOf(payload: JWTPayload): AccessClaims {
  const { amr, acr } = payload;
  return {
    userId: textIn(payload, 'sub'),
    sessionId: textIn(payload, 'sid'),
    userRevision: numberIn(payload, 'ur'),
    tokenId: textIn(payload, 'jti'),
    methods: Array.isArray(amr) ? amr.filter((method) => typeof method === 'string') : [],
    level: typeof acr === 'string' ? acr : 'aal1',
    authenticatedAt: new Date(numberIn(payload, 'auth_time') * 1000),
    expiresAt: new Date(numberIn(payload, 'exp') * 1000),
  };
}
