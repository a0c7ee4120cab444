import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { sessionIdSchema, userIdSchema } from '../../domain/ids.js';
import { ID_TOKEN_LIFE_MS } from '../../security/oauth/provider.js';
import type { ProviderFlow } from '../../security/oauth/provider.js';
import type { OneTimeSecrets } from '../../security/request-stores/one-time-secrets.js';
import type { CookiePolicy } from '../http/authentication/cookie-policy.js';
import { Problem } from '../http/problems/problem.js';

/** The purpose of a flow: to sign in, or to link the identity to the account of a session. */
const intent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sign-in') }),
  z.object({ kind: z.literal('link'), userId: userIdSchema, sessionId: sessionIdSchema }),
]);

const flow = z.object({
  provider: z.string(),
  intent,
  /** The URL that the browser returns to, or null to answer the browser directly. */
  returnTo: z.string().nullable(),
  /** The PKCE challenge of the front end (RFC 7636 §4.2), or null. */
  challenge: z.string().nullable(),
  nonce: z.string(),
  verifier: z.string(),
  /** The SHA-256 hash of the browser secret. */
  browser: z.string(),
});

export type OAuthFlow = z.output<typeof flow>;

/** The longest time between the start and the end of a flow. */
const FLOW_MS = 10 * 60_000;
const RANDOM_BYTES = 32;

/** Flows in progress at identity providers. */
export interface OAuthFlows {
  /**
   * Starts a flow, bound to the browser, the provider, the intent and its user (RFC 9700 §4.7).
   *
   * @param browser the browser secret
   */
  start(
    request: Pick<OAuthFlow, 'provider' | 'intent' | 'returnTo' | 'challenge'>,
    browser: string,
  ): Promise<ProviderSecrets>;
  /**
   * Ends a flow. Its state is valid once.
   *
   * @throws Problem invalid_state: the state is unknown, used, expired, or of another browser or provider
   */
  end(state: string, provider: string, browser: string | null): Promise<OAuthFlow>;
}

type ProviderSecrets = Omit<ProviderFlow, 'redirectUri'>;

/** Creates the store of flows. The cookies bind a flow to its browser. */
export function oauthFlows(secrets: OneTimeSecrets, cookies: CookiePolicy): OAuthFlows {
  return {
    async start(request, browser) {
      const own = { nonce: random(), verifier: random() };
      // A thief of the flow's ID token must not present it as an app does.
      await secrets.spend('id token', nonceKey(request.provider, own.nonce), FLOW_MS + ID_TOKEN_LIFE_MS);
      const started: OAuthFlow = { ...request, ...own, browser: sha256(browser) };
      return { ...own, state: await secrets.issue('oauth state', started, FLOW_MS) };
    },

    async end(state, provider, browser) {
      const found = flow.safeParse(await secrets.redeem('oauth state', state));
      const matches =
        found.success &&
        found.data.provider === provider &&
        browser !== null &&
        found.data.browser === sha256(browser);
      if (!matches) throw invalidState(browser, cookies);
      return found.data;
    },
  };
}

/** Explains a missing cookie if the browser could not keep it. */
function invalidState(browser: string | null, { warning }: CookiePolicy): Problem {
  if (browser !== null) return new Problem('invalid_state');
  return new Problem('invalid_state', { reason: 'no_cookie', ...(warning !== null && { detail: warning }) });
}

/** Names a nonce of an ID token among the secrets that are spent. */
export function nonceKey(provider: string, nonce: string): string {
  return `${provider} ${nonce}`;
}

function random(): string {
  return randomBytes(RANDOM_BYTES).toString('base64url');
}

/** Returns the SHA-256 hash of a browser secret or of a PKCE verifier, in base64url. */
export function sha256(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
