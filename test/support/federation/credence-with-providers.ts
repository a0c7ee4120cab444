import { startCredence } from '../server/credence.js';
import { freePort } from '../server/free-port.js';
import type { Answer, Credence, Json } from '../server/credence.js';
import { startFrontEnd } from './front-end.js';
import { startIdentityProvider } from './identity-provider.js';
import type { IdentityProvider, Person } from './identity-provider.js';
import { useStores } from '../stores/stores.js';
import type { TestStores } from '../stores/stores.js';
import { createVisitor } from '../clients/visitor.js';
import type { Visitor } from '../clients/visitor.js';

export type ProviderName = 'google' | 'acme';

/** The program with two identity providers: one in place of Google, and one of an enterprise. */
export interface CredenceWithProviders {
  readonly credence: Credence;
  /** Origin of a front end that is an allowed redirection target. */
  readonly frontEnd: string;
  /** Starts a sign-in, consents at the provider and stops before the callback. Returns the callback URL. */
  authorize(provider: ProviderName, person: Person, visitor: Visitor, query?: string): Promise<URL>;
  /** Opens the callback URL. */
  finishCallback(callbackUrl: URL, visitor: Visitor): Promise<Answer>;
  /** Completes a sign-in in a new browser. */
  signIn(provider: ProviderName, person: Person): Promise<Answer>;
  /** Completes a sign-in in a new browser that returns to a URL of the front end. Returns the URL with its parameters. */
  signInFromFrontEnd(provider: ProviderName, person: Person, returnTo: string): Promise<URL>;
  /** Links an identity of a provider to the account of an access token. */
  link(provider: ProviderName, person: Person, token: string): Promise<Answer>;
  readonly providers: Readonly<Record<ProviderName, IdentityProvider>>;
  readonly stores: TestStores;
  stop(): Promise<void>;
}

/** Client secret of the program at both providers. */
export const CLIENT_SECRET = 'a secret of ours: 1/2+3&4';

/**
 * Starts the providers, the front end and the program. The program trusts Acme with the domain `acme.example`. Google
 * puts the claims into ID tokens; Acme returns them from its userinfo endpoint.
 */
export async function startCredenceWithProviders(
  environment: Record<string, string> = {},
): Promise<CredenceWithProviders> {
  const stores = await useStores();
  const port = await freePort();
  const own = `http://127.0.0.1:${String(port)}`;
  const client = (name: string) => ({
    id: `ours-${name}`,
    secret: CLIENT_SECRET,
    redirectUri: `${own}/oauth/${name}/callback`,
  });
  const providers = {
    google: await startIdentityProvider([client('google')], { claimsInIdToken: true }),
    acme: await startIdentityProvider([client('acme')], { claimsInIdToken: false }),
  };
  const frontEndServer = await startFrontEnd(own);
  const frontEnd = frontEndServer.origin;
  const credence = await startCredence(
    {
      ...stores.environment,
      CORS_ORIGINS: frontEnd,
      GOOGLE_CLIENT_ID: 'ours-google',
      GOOGLE_CLIENT_SECRET: CLIENT_SECRET,
      GOOGLE_ISSUER: providers.google.issuer,
      OAUTH_PROVIDERS: JSON.stringify({
        acme: {
          title: 'Acme',
          issuer: providers.acme.issuer,
          client_id: 'ours-acme',
          client_secret: CLIENT_SECRET,
          trusted_domains: ['acme.example'],
        },
      }),
      ...environment,
    },
    { port },
  );

  async function consent(name: ProviderName, person: Person, visitor: Visitor, url: string): Promise<URL> {
    const provider = providers[name];
    provider.signInAs(person);
    const callback = `${own}/oauth/${name}/callback`;
    const page = await visitor.visit(url, { stopAt: callback });
    if (page.url.href.startsWith(callback)) return page.url;
    return (await provider.approve(visitor, page, { stopAt: callback })).url;
  }

  async function finishCallback({ pathname, search }: URL, visitor: Visitor): Promise<Answer> {
    return await credence.call('GET', `${pathname}${search}`, {
      headers: { cookie: visitor.cookies(own), 'user-agent': 'Visitor/1.0' },
    });
  }

  const authorize = async (name: ProviderName, person: Person, visitor: Visitor, query = '') =>
    await consent(name, person, visitor, `${own}/oauth/${name}${query}`);

  return {
    credence,
    frontEnd,
    providers,
    stores,
    authorize,
    finishCallback,
    async signIn(name, person) {
      const visitor = createVisitor();
      return await finishCallback(await authorize(name, person, visitor), visitor);
    },
    async signInFromFrontEnd(name, person, returnTo) {
      const visitor = createVisitor();
      const query = `?return_to=${encodeURIComponent(returnTo)}`;
      const callbackUrl = await authorize(name, person, visitor, query);
      return (await visitor.visit(callbackUrl.href, { stopAt: frontEnd })).url;
    },
    async link(name, person, token) {
      const visitor = createVisitor();
      const { body, headers, status } = await credence.call('POST', `/oauth/${name}/link`, { token });
      if (status !== 200) return { body, headers, status };
      visitor.storeCookies(own, headers);
      const url = (body as Json & { authorization_url: string }).authorization_url;
      return await finishCallback(await consent(name, person, visitor, url), visitor);
    },
    async stop() {
      await credence.stop();
      await Promise.all([frontEndServer.stop(), providers.google.stop(), providers.acme.stop()]);
      await stores.dispose();
    },
  };
}
