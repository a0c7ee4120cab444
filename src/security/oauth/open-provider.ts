import { createHash } from 'node:crypto';
import { createRemoteJWKSet, importPKCS8, jwtVerify, SignJWT } from 'jose';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  discovery,
  fetchProtectedResource,
  fetchUserInfo,
  None,
} from 'openid-client';
import type { ClientAuth } from 'openid-client';
import { z } from 'zod';
import type { PlainOAuth } from './facts.js';
import { identityOf, nameOf } from './identity.js';
import type { Said } from './identity.js';
import { providerError } from './provider-errors.js';
import { ProviderUnavailable, UntrustworthyAnswer } from './provider.js';
import type { Provider, ProviderFlow, ProvenIdentity } from './provider.js';
import type { ProviderSettings } from './settings.js';

/** Everything that a provider is asked has to be answered within this. */
const ANSWER_SECONDS = 5;
/** What a provider says of itself is asked again after this. */
const KNOWN_MS = 3_600_000;
/** A client secret that is signed outlives what is known of the provider, with which it is made anew. */
const SECRET_SECONDS = 2 * 3600;
/** After a key that was not known: soon enough for one that was just rotated in, and no flood of questions. */
const KEYS_COOLDOWN_MS = 1000;
/** Asymmetric ones only: a provider's public key must not serve as a shared secret (RFC 8725 §3.1). */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CLOCK_TOLERANCE_SECONDS = 30;

/** A provider, ready to be asked, with its keys where it has such. */
interface Opened {
  readonly config: Configuration;
  /** Of ID tokens; null for plain OAuth. */
  readonly keys: ReturnType<typeof createRemoteJWKSet> | null;
}

/**
 * A provider as people sign in by it: the authorization code flow with PKCE (RFC 9700 §2.1.1), state, nonce, and the
 * issuer of the answer (RFC 9207). It is asked what it says of itself when it is first needed, so that one that is away
 * keeps nothing else from working.
 */
export function openProvider(settings: ProviderSettings): Provider {
  const { facts, clientId, appClientIds } = settings;
  const { name, title, protocol, scopes, answersBy = 'query' } = facts;
  const opened = keptFor(KNOWN_MS, () => open(settings));

  /** What an ID token says, once its signature is found to be the provider's (OpenID Connect Core §3.1.3.7). */
  async function signedClaims({ config, keys }: Opened, idToken: string, audience: string[]): Promise<Said> {
    if (keys === null) throw new UntrustworthyAnswer('no_id_tokens');
    const { payload } = await jwtVerify(idToken, keys, {
      algorithms: ALGORITHMS,
      audience,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ['iss', 'sub', 'exp', 'iat'],
    });
    if (payload.iss !== issuerOf(config, payload)) throw new UntrustworthyAnswer('wrong_issuer');
    const { azp = clientId } = payload;
    if (typeof azp !== 'string' || ![clientId, ...audience].includes(azp))
      throw new UntrustworthyAnswer('wrong_authorized_party');
    return payload;
  }

  /** What the provider says by OpenID Connect: in the ID token, and else where it is asked about users. */
  async function openIdClaims(provider: Opened, answer: URL, flow: ProviderFlow): Promise<Said> {
    const { config } = provider;
    const tokens = await authorizationCodeGrant(config, answer, {
      expectedState: flow.state,
      expectedNonce: flow.nonce,
      pkceCodeVerifier: flow.verifier,
      idTokenExpected: true,
    });
    const claims = await signedClaims(provider, tokens.id_token ?? '', [clientId]);
    const { sub } = claims;
    const elsewhere = config.serverMetadata().userinfo_endpoint !== undefined;
    if (facts.claims.email in claims || !elsewhere || typeof sub !== 'string') return claims;
    return { ...(await fetchUserInfo(config, tokens.access_token, sub)), ...claims };
  }

  async function plainClaims({ config }: Opened, answer: URL, flow: ProviderFlow, plain: PlainOAuth) {
    const { access_token: token } = await authorizationCodeGrant(config, answer, {
      expectedState: flow.state,
      pkceCodeVerifier: flow.verifier,
    });
    const profile = profileSchema.parse(await ask(config, token, plain.profileEndpoint));
    if (plain.emailsEndpoint === undefined) return profile;
    const emails = emailsSchema.parse(await ask(config, token, plain.emailsEndpoint));
    return { ...profile, ...(emails.find(({ primary }) => primary) ?? { email: null }) };
  }

  return {
    name,
    title,
    answersBy,

    authorizationUrl: (flow) =>
      translated(async () => {
        const { config } = await opened();
        const url = buildAuthorizationUrl(config, {
          redirect_uri: flow.redirectUri,
          scope: scopes.join(' '),
          state: flow.state,
          code_challenge: await calculatePKCECodeChallenge(flow.verifier),
          code_challenge_method: 'S256',
          ...(protocol.kind === 'oidc' && { nonce: flow.nonce }),
          ...(answersBy === 'form_post' && { response_mode: answersBy }),
        });
        return url.href;
      }),

    identify: (answer, flow) =>
      translated(async () => {
        const provider = await opened();
        const url = new URL(flow.redirectUri);
        for (const [parameter, value] of answer) url.searchParams.set(parameter, value);
        if (protocol.kind === 'oauth2') {
          const said = await plainClaims(provider, url, flow, protocol);
          return identityOf(settings, protocol.issuer, said);
        }
        const said = await openIdClaims(provider, url, flow);
        const identity = identityOf(settings, String(said['iss']), said);
        return { ...identity, name: identity.name ?? nameInForm(answer.get('user')) };
      }),

    identifyByToken: (idToken, nonce) =>
      translated(async (): Promise<ProvenIdentity> => {
        const said = await signedClaims(await opened(), idToken, [clientId, ...appClientIds]);
        const hashed = createHash('sha256').update(nonce);
        // Some libraries hand the nonce to the provider as it is, others only its hash.
        if (![nonce, hashed.copy().digest('hex'), hashed.digest('base64url')].includes(String(said['nonce'])))
          throw new UntrustworthyAnswer('wrong_nonce');
        return identityOf(settings, String(said['iss']), said);
      }),
  };
}

const profileSchema = z.record(z.string(), z.unknown());
const emailsSchema = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

async function open(settings: ProviderSettings): Promise<Opened> {
  const { facts, clientId } = settings;
  const { protocol } = facts;
  const auth = await clientAuthOf(settings);
  if (protocol.kind === 'oauth2') {
    const { issuer, authorizationEndpoint, tokenEndpoint } = protocol;
    const metadata = {
      issuer,
      authorization_endpoint: authorizationEndpoint,
      token_endpoint: tokenEndpoint,
    };
    const config = new Configuration(metadata, clientId, undefined, auth);
    config.timeout = ANSWER_SECONDS;
    if (isPlainHttp(tokenEndpoint)) allowInsecureRequests(config);
    return { config, keys: null };
  }
  const config = await discovery(new URL(protocol.issuer), clientId, undefined, auth, {
    timeout: ANSWER_SECONDS,
    execute: isPlainHttp(protocol.issuer) ? [allowInsecureRequests] : [],
  });
  const { jwks_uri: keys } = config.serverMetadata();
  if (keys === undefined) throw new UntrustworthyAnswer('no_keys');
  const options = { timeoutDuration: ANSWER_SECONDS * 1000, cooldownDuration: KEYS_COOLDOWN_MS };
  return { config, keys: createRemoteJWKSet(new URL(keys), options) };
}

/** The configuration allows it on this machine only. */
function isPlainHttp(url: string): boolean {
  return new URL(url).protocol === 'http:';
}

async function clientAuthOf({ facts, clientId, secret }: ProviderSettings): Promise<ClientAuth> {
  switch (secret.kind) {
    case 'none':
      return None();
    case 'signed': {
      const { teamId, keyId, privateKey } = secret;
      const signed = await new SignJWT()
        .setProtectedHeader({ alg: 'ES256', kid: keyId })
        .setIssuer(teamId)
        .setSubject(clientId)
        .setAudience(facts.protocol.issuer)
        .setIssuedAt()
        .setExpirationTime(`${String(SECRET_SECONDS)} s`)
        .sign(await importPKCS8(privateKey, 'ES256'));
      return ClientSecretPost(signed);
    }
    case 'shared': {
      const [post, basic] = [ClientSecretPost(secret.secret), ClientSecretBasic(secret.secret)];
      if (facts.clientAuth !== undefined) return facts.clientAuth === 'post' ? post : basic;
      return (server, ...rest) => {
        const { token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] } = server;
        (methods.includes('client_secret_basic') ? basic : post)(server, ...rest);
      };
    }
  }
}

/** The issuer that a token must have: the provider's, or that of the tenant that the token is of. */
function issuerOf(config: Configuration, { tid }: Said): string {
  const { issuer } = config.serverMetadata();
  return typeof tid === 'string' ? issuer.replace('{tenantid}', tid) : issuer;
}

/** @throws ProviderUnavailable */
async function ask(config: Configuration, token: string, endpoint: string): Promise<unknown> {
  const headers = new Headers({ accept: 'application/json' });
  const response = await fetchProtectedResource(config, token, new URL(endpoint), 'GET', undefined, headers);
  if (!response.ok) throw new ProviderUnavailable('no_profile');
  return await response.json();
}

/** The name that Apple sends along with the first answer of all, and never again. */
function nameInForm(user: string | undefined): string | null {
  if (user === undefined) return null;
  try {
    const { firstName = '', lastName = '' } = userSchema.parse(JSON.parse(user)).name;
    return nameOf(`${firstName} ${lastName}`);
  } catch {
    return null;
  }
}

const userSchema = z.object({
  name: z.object({ firstName: z.string().optional(), lastName: z.string().optional() }),
});

/** Makes something when it is first asked for, and again after a time; what could not be made is tried anew. */
function keptFor<Thing>(ms: number, make: () => Promise<Thing>): () => Promise<Thing> {
  let kept: { readonly thing: Promise<Thing>; readonly until: number } | null = null;
  return async () => {
    if (kept === null || kept.until < Date.now()) kept = { thing: make(), until: Date.now() + ms };
    const current = kept;
    try {
      return await current.thing;
    } catch (error) {
      if (kept === current) kept = null;
      throw error;
    }
  };
}

async function translated<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw providerError(error);
  }
}
