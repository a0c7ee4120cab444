import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { decodeJwt } from 'jose';
import { OAuth2Issuer, OAuth2Service } from 'oauth2-mock-server';
import { freePort } from '../server/free-port.js';
import { signToken } from './sign-token.js';

export type Claims = Readonly<Record<string, unknown>>;
export type SigningKey = NonNullable<ReturnType<OAuth2Issuer['keys']['get']>>;

/** Deviations from a correct provider. Omitted members leave the correct behaviour in place. */
export interface Behaviour {
  /** Returns the claims of the ID token, given the correct ones. Claims with the value undefined are omitted. */
  readonly claims?: (claims: Claims) => Claims;
  /** Returns the ID token, given its claims. */
  readonly idToken?: (claims: Claims) => string;
  /** Answer of the token endpoint. */
  readonly tokens?: { readonly status: number; readonly body: Record<string, unknown> };
  /** Modifies the parameters of the redirection to the callback. */
  readonly changeRedirect?: (parameters: URLSearchParams) => void;
  /** Claims of the userinfo endpoint. */
  readonly userinfo?: Claims;
  /** Delays of answers in milliseconds, by path. */
  readonly delays?: Readonly<Record<string, number>>;
  /** Replaces the handlers of some paths. */
  readonly paths?: Readonly<Record<string, RequestListener>>;
}

/** An OpenID Connect provider that violates the protocol as a test demands. It has a single user. */
export interface HostileProvider {
  readonly issuer: string;
  /** Returns the current private key. */
  key(): SigningKey;
  /** Publishes a new key and signs with it from now on. */
  rotateKeys(): Promise<void>;
  /** Replaces the deviations. */
  setBehaviour(behaviour: Behaviour): void;
  /** Parameters of the last request to the authorization and the token endpoint. */
  readonly lastRequests: { authorization: URLSearchParams; token: Readonly<Record<string, unknown>> };
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Creates a provider on a free port. It listens after `start`.
 *
 * @param user claims of its user
 */
export async function createHostileProvider(user: Claims): Promise<HostileProvider> {
  const port = await freePort();
  const issuer = new OAuth2Issuer();
  issuer.url = `http://127.0.0.1:${String(port)}`;
  const url = issuer.url;
  let newest = await issuer.keys.generate('RS256');
  const service = new OAuth2Service(issuer);
  let behaviour: Behaviour = {};
  const lastRequests: HostileProvider['lastRequests'] = { authorization: new URLSearchParams(), token: {} };

  function idToken(original: string): string {
    const claims = { ...decodeJwt(original), ...user };
    const changed = behaviour.claims?.(claims) ?? claims;
    return behaviour.idToken?.(changed) ?? signToken(changed, { alg: 'RS256', key: newest, kid: newest.kid });
  }

  service.on('beforeAuthorizeRedirect', (redirect: { url: URL }, request: { url: string }) => {
    lastRequests.authorization = new URL(request.url, url).searchParams;
    behaviour.changeRedirect?.(redirect.url.searchParams);
  });
  service.on(
    'beforeResponse',
    (
      response: { body: Record<string, unknown>; statusCode: number },
      request: { body: Record<string, unknown> },
    ) => {
      lastRequests.token = request.body;
      response.body['id_token'] = idToken(String(response.body['id_token']));
      const { tokens } = behaviour;
      if (tokens !== undefined) [response.statusCode, response.body] = [tokens.status, tokens.body];
    },
  );
  service.on('beforeUserinfo', (response: { body: unknown }) => {
    response.body = behaviour.userinfo ?? user;
  });

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', url);
    const listener = behaviour.paths?.[pathname] ?? service.requestHandler;
    setTimeout(() => listener(request, response), behaviour.delays?.[pathname] ?? 0);
  });
  return {
    issuer: url,
    lastRequests,
    key: () => newest,
    async rotateKeys() {
      newest = await issuer.keys.generate('RS256');
    },
    setBehaviour: (next) => (behaviour = next),
    start: () => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve)),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
