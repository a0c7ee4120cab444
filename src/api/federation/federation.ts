import type { EmailAddress } from '../../domain/user/email-address.js';
import type { Provider } from '../../security/oauth/provider.js';
import { keepingSecret, newBrowserSecret } from './browser-cookie.js';
import type { OAuthFlow, OAuthFlows } from './flows.js';
import type { OAuthOutcome } from './outcome-metrics.js';
import type { OneTimeSecrets } from '../../security/request-stores/one-time-secrets.js';
import { Problem, problemOf } from '../http/problems/problem.js';

/** What signing in by identity providers takes. */
export interface OAuth {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly flows: OAuthFlows;
  readonly secrets: OneTimeSecrets;
  /** To which a browser may be sent in the end. */
  readonly returnOrigins: ReadonlySet<string>;
  readonly publicUrl: string;
  /** Whether there may be another mail to an address. */
  readonly mayMail: (address: EmailAddress) => Promise<boolean>;
  readonly noteAnswer: (provider: string, outcome: OAuthOutcome) => void;
}

/** @throws Problem unknown_provider */
export function providerNamed({ providers }: OAuth, name: string): Provider {
  const provider = providers.get(name);
  if (provider === undefined) throw new Problem('unknown_provider');
  return provider;
}

/** Where a provider sends a browser back to: a path of its own (RFC 9700 §4.4.2), and never by what a request says. */
export function redirectUriOf({ publicUrl }: OAuth, { name }: Provider): string {
  return `${publicUrl}/oauth/${name}/callback`;
}

interface Wish {
  readonly intent: OAuthFlow['intent'];
  /** Where it was allowed to send the browser in the end. */
  readonly returnTo: string | null;
  readonly challenge?: string | null;
  /** What the browser has shown, if it was at a provider before. */
  readonly browser: string | null;
}

/**
 * Begins a sign-in at a provider.
 *
 * @returns where to send the browser, and the header that has it keep what ties it to this
 * @throws UntrustworthyAnswer, ProviderUnavailable
 */
export async function beginFlow(
  oauth: OAuth,
  provider: Provider,
  { intent, returnTo, challenge = null, browser }: Wish,
): Promise<{ readonly url: string; readonly cookie: string }> {
  const secret = browser ?? newBrowserSecret();
  const wish = { provider: provider.name, intent, returnTo, challenge };
  const secrets = await oauth.flows.begin(wish, secret);
  const url = await provider.authorizationUrl({ ...secrets, redirectUri: redirectUriOf(oauth, provider) });
  return { url, cookie: keepingSecret(secret, sameSiteFor(oauth)) };
}

/**
 * Of the one cookie that a browser keeps for all its tabs: where some provider has it post its answer from another site,
 * a sign-in at a second provider must not keep the cookie from going along.
 */
function sameSiteFor({ providers }: OAuth): 'lax' | 'none' {
  return [...providers.values()].some(({ answersBy }) => answersBy === 'form_post') ? 'none' : 'lax';
}

/** Counts what came of an answer of a provider where it is refused. */
export async function noteRefusal<Result>(
  { noteAnswer }: OAuth,
  provider: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    noteAnswer(provider, problemOf(error).code);
    throw error;
  }
}
