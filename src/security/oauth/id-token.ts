import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { errors, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyOptions } from 'jose';
import type { Configuration } from 'openid-client';
import { KEYS_COOLDOWN_MS } from './connection.js';
import type { Connection, Keys } from './connection.js';
import type { Claims } from './identity.js';
import { ID_TOKEN_LIFE_MS, UntrustworthyAnswer } from './provider.js';

/** Asymmetric ones only: a provider's public key must not serve as a shared secret (RFC 8725 §3.1). */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CLOCK_TOLERANCE_SECONDS = 30;
/** After this the keys can be asked for again, also where a timer is a little early. */
const KEYS_AGAIN_MS = KEYS_COOLDOWN_MS + 20;

/**
 * What an ID token says, once its signature is found to be the provider's (OpenID Connect Core §3.1.3.7).
 *
 * @param clients ours that it may be for
 * @throws UntrustworthyAnswer and what the library throws
 */
export async function signedClaims(
  { config, keys }: Connection,
  idToken: string,
  clients: readonly string[],
): Promise<Claims> {
  if (keys === null) throw new UntrustworthyAnswer('no_id_tokens');
  const payload = await verifiedPayload(idToken, keys, {
    algorithms: ALGORITHMS,
    audience: [...clients],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    // Counted from `iat`, which then cannot lie in the future either.
    maxTokenAge: ID_TOKEN_LIFE_MS / 1000 - 2 * CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ['iss', 'sub', 'exp', 'iat'],
  });
  if (payload.iss !== issuerOf(config, payload)) throw new UntrustworthyAnswer('wrong_issuer');
  if (!isAskedByUs(payload, clients)) throw new UntrustworthyAnswer('wrong_authorized_party');
  return payload;
}

/**
 * A key that is not known may have been published since the last question for keys, after which there is a pause that keeps
 * forged tokens from making a flood of questions. Whoever comes in the pause waits for its end, and all share one question.
 */
async function verifiedPayload(idToken: string, keys: Keys, options: JWTVerifyOptions): Promise<JWTPayload> {
  const inPause = keys.coolingDown;
  try {
    return (await jwtVerify(idToken, keys, options)).payload;
  } catch (error) {
    if (!inPause || !(error instanceof errors.JWKSNoMatchingKey)) throw error;
  }
  await sleep(KEYS_AGAIN_MS);
  return (await jwtVerify(idToken, keys, options)).payload;
}

/** Of a token for several clients it has to be said which of them has asked for it. */
function isAskedByUs({ aud, azp }: Claims, clients: readonly string[]): boolean {
  return azp === undefined ? [aud].flat().length === 1 : typeof azp === 'string' && clients.includes(azp);
}

/**
 * The nonce of an ID token as it stands there: some libraries hand it to the provider as it is, others only its hash.
 *
 * @throws UntrustworthyAnswer it is neither
 */
export function nonceOf(claims: Claims, presented: string): string {
  const hash = createHash('sha256').update(presented);
  const forms = [presented, hash.copy().digest('hex'), hash.digest('base64url')];
  const nonce = forms.find((form) => form === claims['nonce']);
  if (nonce === undefined) throw new UntrustworthyAnswer('wrong_nonce');
  return nonce;
}

/** The issuer that a token must have: the provider's, or that of the tenant that the token is of. */
function issuerOf(config: Configuration, { tid }: Claims): string {
  const { issuer } = config.serverMetadata();
  return typeof tid === 'string' ? issuer.replace('{tenantid}', tid) : issuer;
}
