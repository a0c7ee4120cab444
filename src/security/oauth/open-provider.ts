import { setTimeout as sleep } from 'node:timers/promises';
import { buildAuthorizationUrl, calculatePKCECodeChallenge } from 'openid-client';
import { z } from 'zod';
import { connect } from './connection.js';
import { nonceOf, signedClaims } from './id-token.js';
import { identityOf, nameOf } from './identity.js';
import { memoizeWithTtl } from '../../runtime/memoize-with-ttl.js';
import { providerError } from './provider-errors.js';
import { ProviderUnavailable } from './provider.js';
import type { Hints, Provider } from './provider.js';
import { claimsByOpenId, claimsByProfile } from './authorization-code.js';
import { HINTS, STANDARD_HINTS } from './provider-definition.js';
import type { HintNames } from './provider-definition.js';
import type { ProviderSettings } from './provider-settings.js';

/** Lifetime of cached provider metadata. */
const METADATA_TTL_MS = 3_600_000;
/** Time limit of all requests for one call, so that the caller gets a response within 10 s. */
const CALL_MS = 8000;

/**
 * Opens a provider for the authorization code flow with PKCE (RFC 9700 §2.1.1), state, nonce, and the issuer of the
 * response (RFC 9207). Fetches its metadata on first use, so that an unavailable provider affects nothing else.
 */
export function openProvider(settings: ProviderSettings): Provider {
  const { definition, clientId, appClientIds } = settings;
  const { name, title, protocol, scopes, answersBy = 'query' } = definition;
  const hintNames = definition.hints ?? (protocol.kind === 'oidc' ? STANDARD_HINTS : {});
  const connection = memoizeWithTtl(METADATA_TTL_MS, () => connect(settings));

  return {
    name,
    title,
    answersBy,

    authorizationUrl: (flow, hints) =>
      limitTime(async () => {
        const { config } = await connection();
        const url = buildAuthorizationUrl(config, {
          ...translateHints(hints, hintNames),
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

    identify: (parameters, flow) =>
      limitTime(async () => {
        const open = await connection();
        const url = new URL(flow.redirectUri);
        for (const [parameter, value] of parameters) url.searchParams.set(parameter, value);
        if (protocol.kind === 'oauth2') {
          const claims = await claimsByProfile(protocol, open, url, flow);
          return identityOf(settings, protocol.issuer, claims);
        }
        const claims = await claimsByOpenId(settings, open, url, flow);
        const identity = identityOf(settings, String(claims['iss']), claims);
        return { ...identity, name: identity.name ?? appleName(parameters.get('user')) };
      }),

    identifyByToken: (idToken, nonce) =>
      limitTime(async () => {
        const claims = await signedClaims(await connection(), idToken, [clientId, ...appClientIds]);
        const once = nonceOf(claims, nonce);
        return { ...identityOf(settings, String(claims['iss']), claims), once };
      }),
  };
}

/** Returns the hints that a provider knows, under its own names. An empty hint is none. */
function translateHints(hints: Hints, names: HintNames): Record<string, string> {
  return Object.fromEntries(
    HINTS.flatMap((hint): [string, string][] => {
      const { [hint]: name } = names;
      const { [hint]: value = '' } = hints;
      return name === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}

/** Returns the name that Apple sends only with the first response for a person. */
function appleName(user: string | undefined): string | null {
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

/** Runs a task with a time limit and converts its errors. A later result is ignored. */
async function limitTime<Result>(task: () => Promise<Result>): Promise<Result> {
  const finished = new AbortController();
  const timeout = sleep(CALL_MS, undefined, { signal: finished.signal }).then(() => {
    throw new ProviderUnavailable('too_slow');
  });
  try {
    return await Promise.race([task(), timeout]);
  } catch (error) {
    throw providerError(error);
  } finally {
    finished.abort();
  }
}
