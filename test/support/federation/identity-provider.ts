import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import Provider from 'oidc-provider';
import type { ClientMetadata, Configuration } from 'oidc-provider';
import { z } from 'zod';
import { freePort } from '../server/free-port.js';
import type { Page, Visitor } from '../clients/visitor.js';

/** A user of the provider. */
export interface Person {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: unknown;
  readonly name?: string;
}

/** A correct OpenID Connect provider on this machine. Every browser acts as the user of the last `signInAs`. */
export interface IdentityProvider {
  readonly issuer: string;
  /** Sets the current user. */
  signInAs(person: Person): void;
  /** Consents on the page of the provider. Does not open a URL that starts with `stopAt`, but returns it. */
  approve(visitor: Visitor, page: Page, options?: { stopAt?: string }): Promise<Page>;
  /** Cancels on the page of the provider. */
  decline(visitor: Visitor, page: Page): Promise<Page>;
  /** Codes, verifiers and tokens that the provider received from or issued to its clients, by name. */
  readonly issuedSecrets: ReadonlyMap<string, string>;
  stop(): Promise<void>;
}

/** Settings of a client at the provider. */
export interface RegisteredClient {
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
}

const CLAIMS = { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] };

/** Secret parameters of token requests and of their answers. */
const SECRET_PARAMETERS = ['code', 'code_verifier', 'access_token', 'id_token'];
const tokensSchema = z.object({ access_token: z.string(), id_token: z.string() });

/**
 * Starts a provider on a free port.
 *
 * @param claimsInIdToken false: ID tokens hold the subject alone, and userinfo returns the other claims
 */
export async function startIdentityProvider(
  clients: readonly RegisteredClient[],
  { claimsInIdToken }: { claimsInIdToken: boolean },
): Promise<IdentityProvider> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${String(port)}`;
  let current: Person = { sub: 'nobody' };
  const people = new Map<string, Person>();

  const configuration: Configuration = {
    clients: clients.map(({ id, secret, redirectUri }): ClientMetadata => ({
      client_id: id,
      client_secret: secret,
      redirect_uris: [redirectUri],
    })),
    claims: CLAIMS,
    conformIdTokenClaims: !claimsInIdToken,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ ...people.get(sub), sub }),
    }),
    async loadExistingGrant({ oidc }) {
      const { client, session, provider } = oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
    cookies: { keys: ['a key of the tests'] },
  };
  const provider = new Provider(issuer, configuration);
  const listener = provider.callback();
  const issuedSecrets = new Map<string, string>();
  provider.on('grant.success', ({ oidc, body }) => {
    const n = issuedSecrets.size;
    for (const [name, value] of Object.entries({ ...oidc.params, ...tokensSchema.parse(body) })) {
      if (SECRET_PARAMETERS.includes(name)) issuedSecrets.set(`${name} ${String(n)}`, value);
    }
  });

  /** Shows the consent page, or handles a click on one of its two buttons. */
  async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = new URL(request.url ?? '', issuer).searchParams.get('answer');
    if (answer === null) {
      const action = `${request.url ?? ''}?answer=`;
      response.setHeader('content-type', 'text/html; charset=utf-8')
        .end(`<!doctype html><title>Provider</title><link rel="icon" href="data:,">
        <form method="post" action="${action}yes"><button>Continue as ${current.email ?? current.sub}</button></form>
        <form method="post" action="${action}no"><button>Cancel</button></form>`);
      return;
    }
    people.set(current.sub, current);
    const result =
      answer === 'yes'
        ? { login: { accountId: current.sub } }
        : { error: 'access_denied', error_description: 'No.' };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }

  const server = createServer((request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) {
      void listener(request, response);
      return;
    }
    interact(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));

  const press = async (visitor: Visitor, page: Page, answer: string, stopAt?: string) =>
    await visitor.visit(`${page.url.href}?answer=${answer}`, {
      form: {},
      ...(stopAt !== undefined && { stopAt }),
    });
  return {
    issuer,
    issuedSecrets,
    signInAs: (person) => (current = person),
    approve: (visitor, page, { stopAt } = {}) => press(visitor, page, 'yes', stopAt),
    decline: (visitor, page) => press(visitor, page, 'no'),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
