import { createRemoteJWKSet, errors, jwtVerify } from 'jose';

/** The algorithms that Credence signs with. A token cannot choose another one (RFC 8725 §3.1). */
const ALGORITHMS = ['ES256', 'EdDSA', 'RS256'];
const REQUIRED_CLAIMS = ['sub', 'sid', 'jti', 'iat', 'exp'];
const CLOCK_TOLERANCE_SECONDS = 30;

/** The errors of jose that are faults of the token. Any other error means that the keys are unreachable. */
const TOKEN_FAULTS = [
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWTClaimValidationFailed,
  errors.JWTExpired,
  errors.JWTInvalid,
];

/**
 * Discovers the signing keys of an issuer and returns a function that verifies access tokens (RFC 9068 §4).
 *
 * @param {string} issuer The `PUBLIC_URL` of Credence: `iss` and `aud` of every token.
 * @throws {Error} The issuer is unreachable, or its metadata names another issuer.
 */
export async function discover(issuer) {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(5000),
  });
  if (!response.ok) throw new Error(`${issuer} answers ${response.status} to the discovery.`);
  const metadata = await response.json();
  // Another issuer's keys would verify another issuer's tokens (OpenID Connect Discovery §4.3).
  if (metadata.issuer !== issuer) throw new Error(`${issuer} calls itself ${metadata.issuer}.`);

  // Fetches the keys when a token needs them, caches them, and fetches again for an unknown `kid` after a pause.
  const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));

  /**
   * Returns the claims of a valid access token, or null for any other text.
   *
   * @param {string} token
   * @throws {Error} The signing keys are unreachable.
   */
  return async function verify(token) {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience: issuer,
        // Keeps ID tokens and other JWTs of the issuer out (RFC 9068 §2.1).
        typ: 'at+jwt',
        algorithms: ALGORITHMS,
        requiredClaims: REQUIRED_CLAIMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      return payload;
    } catch (error) {
      if (TOKEN_FAULTS.some((fault) => error instanceof fault)) return null;
      throw error;
    }
  };
}
