import { connectionOfProvider } from '../../domain/connection/connection.js';
import type { EmailAddress } from '../../domain/user/email-address.js';
import type { Hints, Provider } from '../../security/oauth/provider.js';
import type { OneTimeSecrets } from '../../security/request-stores/one-time-secrets.js';
import type { CookiePolicy } from '../http/authentication/cookie-policy.js';
import { Problem, problemOf } from '../http/problems/problem.js';
import type { ReturnTargets } from '../http/requests/redirect-target.js';
import { browserSecretCookie, newBrowserSecret } from './browser-cookie.js';
import type { OAuthFlow, OAuthFlows } from './flows.js';
import type { OAuthOutcome } from './outcome-metrics.js';

/** The dependencies of flows at identity providers. */
export interface OAuth {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly flows: OAuthFlows;
  readonly secrets: OneTimeSecrets;
  readonly returnTargets: ReturnTargets;
  readonly publicUrl: string;
  readonly cookies: CookiePolicy;
  /** Tells whether the mail limit of an address allows another mail. */
  readonly mayMail: (address: EmailAddress) => boolean;
  readonly recordOutcome: (provider: string, outcome: OAuthOutcome) => void;
}

/** @throws Problem unknown_provider */
export function requireProvider({ providers }: OAuth, name: string): Provider {
  const provider = providers.get(name);
  if (provider === undefined) throw new Problem('unknown_provider');
  return provider;
}

/**
 * Verifies that a provider is still configured. A connection of an organisation is verified where its session is granted.
 *
 * @throws Problem unknown_provider
 */
export function requireOffered(oauth: OAuth, name: string): void {
  if (connectionOfProvider(name) === null) requireProvider(oauth, name);
}

/** Returns the redirect URI of a provider. It is distinct for each one (RFC 9700 §4.4.2) and independent of requests. */
export function redirectUriOf({ publicUrl }: OAuth, { name }: Provider): string {
  return `${publicUrl}/oauth/${name}/callback`;
}

interface FlowRequest {
  readonly intent: OAuthFlow['intent'];
  /** The URL that the browser returns to. It must have passed `redirectTarget`. */
  readonly returnTo: string | null;
  readonly challenge?: string | null;
  /** The secret of a browser that was in a flow before. */
  readonly browser: string | null;
  readonly hints: Hints;
}

/**
 * Starts a flow at a provider.
 *
 * @returns the URL to open in the browser, and a `Set-Cookie` header that binds the flow to that browser
 * @throws UntrustworthyAnswer, ProviderUnavailable
 */
export async function startFlow(
  oauth: OAuth,
  provider: Provider,
  { intent, returnTo, challenge = null, browser, hints }: FlowRequest,
): Promise<{ readonly url: string; readonly cookie: string }> {
  const secret = browser ?? newBrowserSecret();
  const request = { provider: provider.name, intent, returnTo, challenge };
  const secrets = await oauth.flows.start(request, secret);
  const redirectUri = redirectUriOf(oauth, provider);
  const url = await provider.authorizationUrl({ ...secrets, redirectUri }, hints);
  return { url, cookie: browserSecretCookie(secret, takesForms(oauth), oauth.cookies) };
}

/** Tells whether any provider answers with a form post from its own site. All flows share the cookie. */
export function takesForms({ providers }: Pick<OAuth, 'providers'>): boolean {
  return [...providers.values()].some(({ answersBy }) => answersBy === 'form_post');
}

/** Records the outcome of a flow if it fails. */
export async function recordRefusal<Result>(
  { recordOutcome }: OAuth,
  provider: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    recordOutcome(provider, problemOf(error).code);
    throw error;
  }
}
