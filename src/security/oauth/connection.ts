import { createRemoteJWKSet, customFetch as keysFetch } from 'jose';
import { allowInsecureRequests, Configuration, customFetch, discovery } from 'openid-client';
import type { ClientAuth } from 'openid-client';
import { boundedFetch } from './answers/bounded-fetch.js';
import { clientAuthentication } from './client-authentication.js';
import type { ClientAuthentication } from './client-authentication.js';
import type { OpenIdConnect, PlainOAuth } from './provider-definition.js';
import { UntrustworthyAnswer } from './provider.js';
import type { ProviderSettings } from './provider-settings.js';
import { fetchWithoutIdToken } from './without-id-token.js';

/** Time limit of each request to a provider. */
const TIMEOUT_SECONDS = 5;
/** Pause between fetches of a key set: short enough for a new key, long enough against a flood of unknown keys. */
export const KEYS_COOLDOWN_MS = 1000;

export type Keys = ReturnType<typeof createRemoteJWKSet>;
/** The client secret as the key of ID tokens (OpenID Connect Core §10.1). */
export interface SharedKey {
  readonly algorithm: 'HS256';
  readonly secret: Uint8Array;
}

/** The client configuration for a provider, and its key set if it issues ID tokens. */
export interface Connection {
  readonly config: Configuration;
  readonly authentication: ClientAuthentication;
  /** The keys that verify ID tokens; null for plain OAuth. */
  readonly keys: Keys | SharedKey | null;
}

/**
 * Prepares the client configuration of a provider: discovers it for OpenID Connect, or takes it from the definition.
 *
 * @throws UntrustworthyAnswer, and the errors of the libraries
 */
export async function connect(settings: ProviderSettings): Promise<Connection> {
  const { definition, clientId } = settings;
  const { protocol } = definition;
  const authentication = await clientAuthentication(settings);
  const { authenticate } = authentication;
  if (protocol.kind === 'oauth2')
    return { config: fromDefinition(protocol, clientId, authenticate), authentication, keys: null };
  const config = await discover(protocol, clientId, authenticate);
  return { config, authentication, keys: sharedKeyOf(settings) ?? keysOf(config) };
}

function fromDefinition(protocol: PlainOAuth, clientId: string, auth: ClientAuth): Configuration {
  const { issuer, authorizationEndpoint, tokenEndpoint } = protocol;
  const metadata = {
    issuer,
    authorization_endpoint: authorizationEndpoint,
    token_endpoint: tokenEndpoint,
  };
  const config = new Configuration(metadata, clientId, undefined, auth);
  config.timeout = TIMEOUT_SECONDS;
  const { href: tokenUrl } = new URL(tokenEndpoint);
  config[customFetch] = (url, options) =>
    (url === tokenUrl ? fetchWithoutIdToken : boundedFetch)(url, options);
  if (isPlainHttp(tokenEndpoint)) allowInsecureRequests(config);
  return config;
}

async function discover(
  { issuer, sharedKeyAlgorithm }: OpenIdConnect,
  clientId: string,
  auth: ClientAuth,
): Promise<Configuration> {
  const metadata =
    sharedKeyAlgorithm === undefined ? undefined : { id_token_signed_response_alg: sharedKeyAlgorithm };
  return await discovery(new URL(issuer), clientId, metadata, auth, {
    timeout: TIMEOUT_SECONDS,
    [customFetch]: boundedFetch,
    execute: isPlainHttp(issuer) ? [allowInsecureRequests] : [],
  });
}

/** Returns the client secret if it signs the ID tokens of a provider, or null. */
function sharedKeyOf({ definition: { protocol }, secret }: ProviderSettings): SharedKey | null {
  if (protocol.kind !== 'oidc' || protocol.sharedKeyAlgorithm === undefined) return null;
  if (secret.kind !== 'shared') throw new UntrustworthyAnswer('no_keys');
  return { algorithm: protocol.sharedKeyAlgorithm, secret: Buffer.from(secret.secret) };
}

/**
 * Returns the key set of a provider, from the `jwks_uri` of its metadata. An https provider must not publish its keys
 * over http, where an attacker could replace them.
 *
 * @throws UntrustworthyAnswer the metadata has no `jwks_uri`, or an insecure one
 */
export function keysOf(config: Configuration): Keys {
  const { issuer, jwks_uri: url } = config.serverMetadata();
  if (url === undefined || !URL.canParse(url)) throw new UntrustworthyAnswer('no_keys');
  if (isPlainHttp(url) && !isPlainHttp(issuer)) throw new UntrustworthyAnswer('insecure_keys');
  return createRemoteJWKSet(new URL(url), {
    timeoutDuration: TIMEOUT_SECONDS * 1000,
    cooldownDuration: KEYS_COOLDOWN_MS,
    [keysFetch]: boundedFetch,
  });
}

/** The configuration allows http for providers on this machine only. */
function isPlainHttp(url: string): boolean {
  return new URL(url).protocol === 'http:';
}
