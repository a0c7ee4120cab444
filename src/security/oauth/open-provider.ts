import { setTimeout as sleep } from 'node:timers/promises';
import { buildAuthorizationUrl, calculatePKCECodeChallenge } from 'openid-client';
import { z } from 'zod';
import { connect } from './connection.js';
import { nonceOf, signedClaims } from './id-token.js';
import { identityOf, nameOf } from './identity.js';
import { memoizeWithTtl } from '../../runtime/memoize-with-ttl.js';
import { providerError } from './provider-errors.js';
import { ProviderUnavailable } from './provider.js';
import type { Provider } from './provider.js';
import { claimsByOpenId, claimsByProfile } from './authorization-code.js';
import type { ProviderSettings } from './provider-settings.js';

/** What a provider says of itself is asked again after this. */
const KNOWN_MS = 3_600_000;
/** All questions of a conversation together: whoever waits for us is told within 10 s how it has ended. */
const CONVERSATION_MS = 8000;

/**
 * A provider as people sign in by it: the authorization code flow with PKCE (RFC 9700 §2.1.1), state, nonce, and the
 * issuer of the answer (RFC 9207). It is asked what it says of itself when it is first needed, so that one that is away
 * keeps nothing else from working.
 */
export function openProvider(settings: ProviderSettings): Provider {
  const { definition, clientId, appClientIds } = settings;
  const { name, title, protocol, scopes, answersBy = 'query' } = definition;
  const connection = memoizeWithTtl(KNOWN_MS, () => connect(settings));

  return {
    name,
    title,
    answersBy,

    authorizationUrl: (flow) =>
      conversation(async () => {
        const { config } = await connection();
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
      conversation(async () => {
        const connected = await connection();
        const url = new URL(flow.redirectUri);
        for (const [parameter, value] of answer) url.searchParams.set(parameter, value);
        if (protocol.kind === 'oauth2') {
          const claims = await claimsByProfile(protocol, connected, url, flow);
          return identityOf(settings, protocol.issuer, claims);
        }
        const claims = await claimsByOpenId(settings, connected, url, flow);
        const identity = identityOf(settings, String(claims['iss']), claims);
        return { ...identity, name: identity.name ?? nameInForm(answer.get('user')) };
      }),

    identifyByToken: (idToken, nonce) =>
      conversation(async () => {
        const claims = await signedClaims(await connection(), idToken, [clientId, ...appClientIds]);
        const once = nonceOf(claims, nonce);
        return { ...identityOf(settings, String(claims['iss']), claims), once };
      }),
  };
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

/** Bounds a conversation. What a provider says later is not heard any more. */
async function conversation<Result>(work: () => Promise<Result>): Promise<Result> {
  const over = new AbortController();
  const late = sleep(CONVERSATION_MS, undefined, { signal: over.signal }).then(() => {
    throw new ProviderUnavailable('too_slow');
  });
  try {
    return await Promise.race([work(), late]);
  } catch (error) {
    throw providerError(error);
  } finally {
    over.abort();
  }
}
