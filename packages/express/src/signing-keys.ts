import { createLocalJWKSet, errors } from 'jose';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { fieldsOf, listIn, textIn } from './json.js';
import type { OutageReport } from './outage-report.js';

/** The signing keys cannot be read, and no usable ones are known. */
export class KeysUnavailable extends Error {
  override readonly name: string = 'KeysUnavailable';
}

/** The issuer has another name than the configured one. Another issuer's keys would verify another issuer's tokens. */
export class WrongIssuer extends KeysUnavailable {
  override readonly name = 'WrongIssuer';
}

/** The signing keys of an issuer. Known keys remain in use while the issuer is unreachable. */
export interface SigningKeys {
  /**
   * Reads the keys. If they are unreachable, the first token does so.
   *
   * @throws WrongIssuer
   */
  load(): Promise<void>;
  /**
   * Returns the key of a token.
   *
   * @throws KeysUnavailable
   */
  readonly find: JWTVerifyGetKey;
}

const ANSWER_MS = 5000;
/** Age at which the keys are read again, so that a withdrawn key is dropped. The old ones serve until then. */
const FRESH_MS = 60_000;
/** Pause between reads, so that tokens with invented keys cause no load. */
const PAUSE_MS = 5000;

/** Finds the signing keys of an issuer by discovery. */
export function signingKeys(issuer: string, outage: OutageReport): SigningKeys {
  let known: JWTVerifyGetKey | null = null;
  let askedAt = -Infinity;
  let reading: Promise<JWTVerifyGetKey> | null = null;

  /** Reads the keys. Concurrent calls share one read. */
  function read(): Promise<JWTVerifyGetKey> {
    reading ??= readKeys(issuer).finally(() => (reading = null));
    askedAt = performance.now();
    return reading;
  }

  async function refresh(): Promise<JWTVerifyGetKey> {
    try {
      known = await read();
      outage.end();
      return known;
    } catch (cause) {
      const failure = cause instanceof KeysUnavailable ? cause : unavailable(issuer, cause);
      outage.add(failure);
      throw failure;
    }
  }

  const find: JWTVerifyGetKey = async (header, token) => {
    const keys = known ?? (await refresh());
    const age = performance.now() - askedAt;
    // The outage is reported already, and the known keys serve on.
    if (age > FRESH_MS) refresh().catch(() => undefined);
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || age < PAUSE_MS) throw error;
      const newest = await refresh();
      return await newest(header, token);
    }
  };

  return {
    find,
    async load() {
      await refresh().catch((error: unknown) => {
        if (error instanceof WrongIssuer) throw error;
      });
    },
  };
}

function unavailable(issuer: string, cause: unknown): KeysUnavailable {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new KeysUnavailable(`The signing keys of ${issuer} are unavailable: ${reason}`);
}

async function readKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const metadata = fieldsOf(await readJson(`${issuer}/.well-known/openid-configuration`));
  const named = textIn(metadata, 'issuer');
  // OpenID Connect Discovery §4.3.
  if (named !== issuer) throw new WrongIssuer(`${issuer} calls itself ${named}.`);
  const body = fieldsOf(await readJson(textIn(metadata, 'jwks_uri')));
  const keySet: JSONWebKeySet = { keys: listIn(body, 'keys').map(fieldsOf) };
  return createLocalJWKSet(keySet);
}

async function readJson(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS), redirect: 'error' });
  if (!response.ok) throw new Error(`${url} answers ${response.status}.`);
  return await response.json();
}
