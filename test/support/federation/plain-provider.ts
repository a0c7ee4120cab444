import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a provider of plain OAuth answers, by path: a status and JSON. */
export type ProviderAnswers = Readonly<Record<string, readonly [status: number, body: unknown]>>;

/** A provider of plain OAuth 2.0 as GitHub and Facebook are: a token endpoint, and others that tell who somebody is. */
export interface PlainProvider {
  readonly url: string;
  /** What it says of whoever comes from now on, and what else it answers. */
  setAnswers(answers: ProviderAnswers): void;
  /** With what it sends browsers back from now on, beside the code. */
  setRedirectParameters(parameters: Readonly<Record<string, string>>): void;
  /** The last questions that it was lastRequests: the parameters of the token endpoint, and headers by path. */
  readonly lastRequests: {
    token: URLSearchParams;
    readonly headers: Map<string, Readonly<Record<string, unknown>>>;
  };
  stop(): Promise<void>;
}

export const ACCESS_TOKEN = 'gho_16C7e42F292c6912E7710c838347Ae178B4a';

/** `/authorize` sends back at once, and `/token` wants the verifier of the challenge (RFC 7636 §4.6). */
export async function startPlainProvider(): Promise<PlainProvider> {
  let answers: ProviderAnswers = {};
  let extra: Readonly<Record<string, string>> = {};
  const challenges = new Map<string, string>();
  const lastRequests: PlainProvider['lastRequests'] = { token: new URLSearchParams(), headers: new Map() };

  function token(parameters: URLSearchParams): object {
    lastRequests.token = parameters;
    const challenge = createHash('sha256')
      .update(parameters.get('code_verifier') ?? '')
      .digest('base64url');
    const known = challenges.get(parameters.get('code') ?? '') === challenge;
    // GitHub tells errors with 200.
    return known
      ? { access_token: ACCESS_TOKEN, token_type: 'bearer', scope: 'read:user,user:email' }
      : { error: 'bad_verification_code', error_description: 'The code passed is incorrect or expired.' };
  }

  function sendBack(parameters: URLSearchParams): string {
    const code = `code-${String(challenges.size)}`;
    challenges.set(code, parameters.get('code_challenge') ?? '');
    const back = new URL(parameters.get('redirect_uri') ?? '');
    for (const [name, value] of Object.entries({ code, state: parameters.get('state') ?? '', ...extra }))
      back.searchParams.set(name, value);
    return back.href;
  }

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
    lastRequests.headers.set(pathname, request.headers);
    if (pathname.endsWith('/authorize')) {
      response.writeHead(302, { location: sendBack(searchParams) }).end();
      return;
    }
    void text(request).then((body) => {
      const [status, answer] = answers[pathname] ?? [200, token(new URLSearchParams(body))];
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    lastRequests,
    setAnswers: (next) => (answers = next),
    setRedirectParameters: (parameters) => (extra = parameters),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
