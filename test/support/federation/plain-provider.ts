import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Answers of a provider by path: a status and JSON, or the bytes of JSON. */
export type ProviderAnswers = Readonly<Record<string, readonly [status: number, body: unknown]>>;

/** Tells whether a token endpoint accepts the credentials of a client. */
export type ClientCheck = (request: {
  readonly authorization: string | undefined;
  readonly parameters: URLSearchParams;
}) => boolean;

/** A provider of OAuth 2.0 without OpenID Connect, such as GitHub or Facebook. Its API describes the user. */
export interface PlainProvider {
  readonly url: string;
  /** Sets the answers of further paths, such as the API about the user. */
  setAnswers(answers: ProviderAnswers): void;
  /** Sets parameters of the redirection to the callback, in addition to the code and the state. */
  setRedirectParameters(parameters: Readonly<Record<string, string>>): void;
  /** Sets the check of the client at the token endpoint, which accepts every client by default. */
  setClientCheck(check: ClientCheck): void;
  /** Parameters of the last token request, and headers of the last request to each path. */
  readonly lastRequests: {
    token: URLSearchParams;
    readonly headers: Map<string, Readonly<Record<string, unknown>>>;
  };
  stop(): Promise<void>;
}

export const ACCESS_TOKEN = 'gho_16C7e42F292c6912E7710c838347Ae178B4a';

/**
 * Starts a provider on a free port. `/authorize` redirects to the callback at once, and `/token` requires the PKCE
 * verifier of the challenge (RFC 7636 §4.6).
 */
export async function startPlainProvider(): Promise<PlainProvider> {
  let answers: ProviderAnswers = {};
  let extra: Readonly<Record<string, string>> = {};
  let acceptsClient: ClientCheck = () => true;
  const challenges = new Map<string, string>();
  const lastRequests: PlainProvider['lastRequests'] = { token: new URLSearchParams(), headers: new Map() };

  function token(parameters: URLSearchParams): object {
    lastRequests.token = parameters;
    const challenge = createHash('sha256')
      .update(parameters.get('code_verifier') ?? '')
      .digest('base64url');
    const isValid = challenges.get(parameters.get('code') ?? '') === challenge;
    // GitHub reports errors with status 200.
    return isValid
      ? { access_token: ACCESS_TOKEN, token_type: 'bearer', scope: 'read:user,user:email' }
      : { error: 'bad_verification_code', error_description: 'The code passed is incorrect or expired.' };
  }

  function callbackUrl(parameters: URLSearchParams): string {
    const code = `code-${String(challenges.size)}`;
    challenges.set(code, parameters.get('code_challenge') ?? '');
    const callback = new URL(parameters.get('redirect_uri') ?? '');
    for (const [name, value] of Object.entries({ code, state: parameters.get('state') ?? '', ...extra }))
      callback.searchParams.set(name, value);
    return callback.href;
  }

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
    lastRequests.headers.set(pathname, request.headers);
    if (pathname.endsWith('/authorize')) {
      response.writeHead(302, { location: callbackUrl(searchParams) }).end();
      return;
    }
    void text(request).then((body) => {
      const { authorization } = request.headers;
      if (
        pathname.endsWith('/token') &&
        !acceptsClient({ authorization, parameters: new URLSearchParams(body) })
      ) {
        const challenge = authorization === undefined ? {} : { 'www-authenticate': 'Basic realm="token"' };
        response.writeHead(401, { 'content-type': 'application/json', ...challenge });
        response.end('{"error":"invalid_client"}');
        return;
      }
      const [status, answer] = answers[pathname] ?? [200, token(new URLSearchParams(body))];
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
      response.end(Buffer.isBuffer(answer) ? answer : JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    lastRequests,
    setAnswers: (next) => (answers = next),
    setClientCheck: (check) => (acceptsClient = check),
    setRedirectParameters: (parameters) => (extra = parameters),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
