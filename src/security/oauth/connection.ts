import { createRemoteJWKSet, customFetch as keysFetch } from 'jose';
import { allowInsecureRequests, Configuration, customFetch, discovery } from 'openid-client';
import type { ClientAuth } from 'openid-client';
import { boundedFetch } from './bounded-fetch.js';
import { clientAuthentication } from './client-authentication.js';
import type { OpenIdConnect, PlainOAuth } from './provider-definition.js';
import { UntrustworthyAnswer } from './provider.js';
import type { ProviderSettings } from './provider-settings.js';
import { fetchWithoutIdToken } from './without-id-token.js';

/** Everything that a provider is asked has to be answered within this. */
const ANSWER_SECONDS = 5;
/** After a key that was not known: soon enough for one that was just rotated in, and no flood of questions. */
export const KEYS_COOLDOWN_MS = 1000;

export type Keys = ReturnType<typeof createRemoteJWKSet>;

/** A provider, ready to be asked, with its keys where it has such. */
export interface Connection {
  readonly config: Configuration;
  /** Of ID tokens; null for plain OAuth. */
  readonly keys: Keys | null;
}

/**
 * Asks a provider what it says of itself, if it says that.
 *
 * @throws UntrustworthyAnswer and what the libraries throw
 */
export async function connect(settings: ProviderSettings): Promise<Connection> {
  const { definition, clientId } = settings;
  const { protocol } = definition;
  const auth = await clientAuthentication(settings);
  return protocol.kind === 'oauth2'
    ? { config: written(protocol, clientId, auth), keys: null }
    : await discovered(protocol, clientId, auth);
}

function written(protocol: PlainOAuth, clientId: string, auth: ClientAuth): Configuration {
  const { issuer, authorizationEndpoint, tokenEndpoint } = protocol;
  const metadata = {
    issuer,
    authorization_endpoint: authorizationEndpoint,
    token_endpoint: tokenEndpoint,
  };
  const config = new Configuration(metadata, clientId, undefined, auth);
  config.timeout = ANSWER_SECONDS;
  const { href: tokenUrl } = new URL(tokenEndpoint);
  config[customFetch] = (url, question) =>
    (url === tokenUrl ? fetchWithoutIdToken : boundedFetch)(url, question);
  if (isPlainHttp(tokenEndpoint)) allowInsecureRequests(config);
  return config;
}

async function discovered(
  { issuer }: OpenIdConnect,
  clientId: string,
  auth: ClientAuth,
): Promise<Connection> {
  const config = await discovery(new URL(issuer), clientId, undefined, auth, {
    timeout: ANSWER_SECONDS,
    [customFetch]: boundedFetch,
    execute: isPlainHttp(issuer) ? [allowInsecureRequests] : [],
  });
  return { config, keys: keysOf(config) };
}

/**
 * The keys of a provider by what it says of itself: what proves everything else is not fetched by a way that anybody could
 * have changed.
 *
 * @throws UntrustworthyAnswer there are none, or they are reached by http, and the provider by https
 */
export function keysOf(config: Configuration): Keys {
  const { issuer, jwks_uri: url } = config.serverMetadata();
  if (url === undefined || !URL.canParse(url)) throw new UntrustworthyAnswer('no_keys');
  if (isPlainHttp(url) && !isPlainHttp(issuer)) throw new UntrustworthyAnswer('insecure_keys');
  return createRemoteJWKSet(new URL(url), {
    timeoutDuration: ANSWER_SECONDS * 1000,
    cooldownDuration: KEYS_COOLDOWN_MS,
    [keysFetch]: boundedFetch,
  });
}

/** The configuration allows it on this machine only. */
function isPlainHttp(url: string): boolean {
  return new URL(url).protocol === 'http:';
}
