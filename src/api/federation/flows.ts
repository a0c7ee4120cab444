import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { sessionIdSchema, userIdSchema } from '../../domain/ids.js';
import type { ProviderFlow } from '../../security/oauth/provider.js';
import type { OneTimeSecrets } from '../../security/request-stores/one-time-secrets.js';
import { Problem } from '../http/problems/problem.js';

/** What somebody wants of a provider: to sign in, or to link what it knows to the account of this session. */
const intent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sign-in') }),
  z.object({ kind: z.literal('link'), userId: userIdSchema, sessionId: sessionIdSchema }),
]);

const flow = z.object({
  provider: z.string(),
  intent,
  /** Where the browser is sent in the end; null: it gets the answer itself. */
  returnTo: z.string().nullable(),
  /** What the front end has to know the verifier of, to take up the session (RFC 7636 §4.2). */
  challenge: z.string().nullable(),
  nonce: z.string(),
  verifier: z.string(),
  /** The SHA-256 of what the browser has to show. */
  browser: z.string(),
});

export type OAuthFlow = z.output<typeof flow>;
export type Intent = z.output<typeof intent>;

/** For how long somebody may be away at a provider. */
const FLOW_MS = 10 * 60_000;
const RANDOM_BYTES = 32;

/** Sign-ins that are under way at providers. */
export interface OAuthFlows {
  /**
   * Begins one, bound to the browser, the provider, the intent and its user (RFC 9700 §4.7).
   *
   * @param browser the secret that the browser keeps
   */
  begin(
    wish: Pick<OAuthFlow, 'provider' | 'intent' | 'returnTo' | 'challenge'>,
    browser: string,
  ): Promise<ProviderSecrets>;
  /**
   * Ends one: its state is worth nothing after.
   *
   * @throws Problem invalid_state there is none, it is of another browser or provider, or it has taken too long
   */
  end(state: string, provider: string, browser: string | null): Promise<OAuthFlow>;
}

type ProviderSecrets = Omit<ProviderFlow, 'redirectUri'>;

export function oauthFlows(secrets: OneTimeSecrets): OAuthFlows {
  return {
    async begin(wish, browser) {
      const own = { nonce: random(), verifier: random() };
      const begun: OAuthFlow = { ...wish, ...own, browser: digest(browser) };
      return { ...own, state: await secrets.issue('oauth state', begun, FLOW_MS) };
    },

    async end(state, provider, browser) {
      const found = flow.safeParse(await secrets.redeem('oauth state', state));
      const same =
        found.success &&
        found.data.provider === provider &&
        browser !== null &&
        found.data.browser === digest(browser);
      if (!same) throw new Problem('invalid_state');
      return found.data;
    },
  };
}

function random(): string {
  return randomBytes(RANDOM_BYTES).toString('base64url');
}

/** SHA-256 in base64url: what is kept of a secret that a browser keeps, or that is the verifier of a challenge. */
export function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
