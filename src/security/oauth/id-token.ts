import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { errors, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyOptions } from 'jose';
import type { Configuration } from 'openid-client';
import { KEYS_COOLDOWN_MS } from './connection.js';
import type { Connection, Keys, SharedKey } from './connection.js';
import type { Claims } from './answers/claim-path.js';
import { ID_TOKEN_LIFE_MS, UntrustworthyAnswer } from './provider.js';

/** Asymmetric algorithms only, for published keys: a public key must not be accepted as a shared secret (RFC 8725 §3.1). */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CLOCK_TOLERANCE_SECONDS = 30;
/** Wait for the end of the cooldown, with a margin for an early timer. */
const REFETCH_MS = KEYS_COOLDOWN_MS + 20;

/**
 * Verifies an ID token and returns its claims (OpenID Connect Core §3.1.3.7).
 *
 * @param clients the client ids that are accepted as audience
 * @throws UntrustworthyAnswer, and the errors of the library
 */
export async function signedClaims(
  { config, keys }: Pick<Connection, 'config' | 'keys'>,
  idToken: string,
  clients: readonly string[],
): Promise<Claims> {
  if (keys === null) throw new UntrustworthyAnswer('no_id_tokens');
  const payload = await verifiedPayload(idToken, keys, {
    audience: [...clients],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    // Measured from `iat`; also rejects an `iat` in the future.
    maxTokenAge: ID_TOKEN_LIFE_MS / 1000 - 2 * CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ['iss', 'sub', 'exp', 'iat'],
  });
  if (payload.iss !== issuerOf(config, payload)) throw new UntrustworthyAnswer('wrong_issuer');
  if (!isIssuedTo(payload, clients)) throw new UntrustworthyAnswer('wrong_authorized_party');
  return payload;
}

/** Verifies a token with the keys of the provider. The configuration alone decides on the kind of key. */
async function verifiedPayload(
  idToken: string,
  keys: Keys | SharedKey,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  if (!('secret' in keys)) return await verifyByKeySet(idToken, keys, { ...options, algorithms: ALGORITHMS });
  const { algorithm, secret } = keys;
  return (await jwtVerify(idToken, secret, { ...options, algorithms: [algorithm] })).payload;
}

/**
 * Verifies a token, and retries once after the cooldown if its key is unknown. The provider may have published the key
 * since the last fetch, and the cooldown limits the fetches that forged tokens can cause. Waiting callers share one
 * fetch.
 */
async function verifyByKeySet(idToken: string, keys: Keys, options: JWTVerifyOptions): Promise<JWTPayload> {
  const coolingDown = keys.coolingDown;
  try {
    return (await jwtVerify(idToken, keys, options)).payload;
  } catch (error) {
    if (!coolingDown || !(error instanceof errors.JWKSNoMatchingKey)) throw error;
  }
  await sleep(REFETCH_MS);
  return (await jwtVerify(idToken, keys, options)).payload;
}

/** Checks the authorized party, which a token for several audiences must name. */
function isIssuedTo({ aud, azp }: Claims, clients: readonly string[]): boolean {
  return azp === undefined ? [aud].flat().length === 1 : typeof azp === 'string' && clients.includes(azp);
}

/**
 * Returns the nonce claim if it matches the presented nonce or its SHA-256 in hex or base64url. Some client libraries
 * send the nonce to the provider, others its hash.
 *
 * @throws UntrustworthyAnswer it does not match
 */
export function nonceOf(claims: Claims, presented: string): string {
  const hash = createHash('sha256').update(presented);
  const forms = [presented, hash.copy().digest('hex'), hash.digest('base64url')];
  const nonce = forms.find((form) => form === claims['nonce']);
  if (nonce === undefined) throw new UntrustworthyAnswer('wrong_nonce');
  return nonce;
}

/** Returns the expected issuer: the provider's, with the tenant of the token if the issuer depends on it. */
function issuerOf(config: Configuration, { tid }: Claims): string {
  const { issuer } = config.serverMetadata();
  return typeof tid === 'string' ? issuer.replace('{tenantid}', tid) : issuer;
}
