import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { decodeJwt } from 'jose';
import { OAuth2Issuer, OAuth2Service } from 'oauth2-mock-server';
import { freePort } from '../server/free-port.js';
import { signToken } from './sign-token.js';

export type Claims = Readonly<Record<string, unknown>>;
export type SigningKey = NonNullable<ReturnType<OAuth2Issuer['keys']['get']>>;

/** How a provider behaves that is not as it must be; what is left out is as it must be. */
export interface Behaviour {
  /** What its ID token says, made of what it would have said. A member that is undefined is left out. */
  readonly claims?: (claims: Claims) => Claims;
  /** Its ID token, made of what that says. */
  readonly idToken?: (claims: Claims) => string;
  /** What its token endpoint answers. */
  readonly tokens?: { readonly status: number; readonly body: Record<string, unknown> };
  /** With what it sends the browser back. */
  readonly changeRedirect?: (answer: URLSearchParams) => void;
  /** What it says where it is lastRequests about users. */
  readonly userinfo?: Claims;
  /** How long it takes to answer at some of its paths. */
  readonly delays?: Readonly<Record<string, number>>;
  /** Answers some of its paths altogether otherwise. */
  readonly paths?: Readonly<Record<string, RequestListener>>;
}

/** A provider of OpenID Connect that does what it should not. Its user is the same at all times: `mallory`. */
export interface HostileProvider {
  readonly issuer: string;
  /** The private key that it signs with. */
  key(): SigningKey;
  /** Publishes another key, and signs with that. */
  rotateKeys(): Promise<void>;
  /** From now on it behaves like this. */
  setBehaviour(behaviour: Behaviour): void;
  /** The last questions that it was lastRequests. */
  readonly lastRequests: { authorization: URLSearchParams; token: Readonly<Record<string, unknown>> };
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** @param user what it says of its user */
export async function createHostileProvider(user: Claims): Promise<HostileProvider> {
  const port = await freePort();
  const issuer = new OAuth2Issuer();
  issuer.url = `http://127.0.0.1:${String(port)}`;
  const url = issuer.url;
  let newest = await issuer.keys.generate('RS256');
  const service = new OAuth2Service(issuer);
  let behaviour: Behaviour = {};
  const lastRequests: HostileProvider['lastRequests'] = { authorization: new URLSearchParams(), token: {} };

  function idToken(honest: string): string {
    const claims = { ...decodeJwt(honest), ...user };
    const said = behaviour.claims?.(claims) ?? claims;
    return behaviour.idToken?.(said) ?? signToken(said, { alg: 'RS256', key: newest, kid: newest.kid });
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
