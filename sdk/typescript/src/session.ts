import { issuedTokens } from './issued-tokens.js';
import type { Tokens, TokenStore } from './tokens.js';
import { problemCode } from './transport.js';
import type { Transport } from './transport.js';

/** Refreshes that long before the access token expires, so that it does not expire on its way. */
const EARLY_MS = 10_000;
const REFRESH = '/auth/refresh';
const SIGN_OUT = '/auth/logout';

export interface SessionOptions {
  readonly url: string;
  readonly store: TokenStore;
  /** Is called when the service has ended the session. */
  readonly onSignedOut: () => void;
}

/**
 * Authenticates requests by the tokens of a session. Stores the tokens of every answer that has some, refreshes before the
 * access token expires and once after it is refused, and removes the tokens when the session has ended.
 */
export function withSession(transport: Transport, options: SessionOptions): Transport {
  const { store } = options;
  const refresh = refresher(transport, options);

  async function authenticated(request: Request, tokens: Tokens | null): Promise<Response> {
    if (tokens !== null) request.headers.set('Authorization', `Bearer ${tokens.accessToken}`);
    return await transport(request);
  }

  return async (request) => {
    const { pathname } = new URL(request.url);
    const stored = await store.read();
    const expires = stored !== null && stored.expiresAt - EARLY_MS < Date.now();
    const tokens = expires ? await refresh(stored) : stored;
    const again = request.clone();
    let response = await authenticated(request, tokens);
    if (tokens !== null && (await problemCode(response)) === 'unauthenticated') {
      const next = await refresh(tokens);
      if (next !== null) response = await authenticated(again, next);
    }
    if (response.ok && pathname.endsWith(SIGN_OUT)) await store.write(null);
    const issued = await issuedTokens(response, Date.now());
    if (issued !== null) await store.write(issued);
    return response;
  };
}

/** Returns a function that replaces used tokens. Tabs and requests that use the same tokens share one refresh. */
function refresher(transport: Transport, { url, store, onSignedOut }: SessionOptions) {
  return async (used: Tokens): Promise<Tokens | null> =>
    await store.exclusively(async () => {
      const current = await store.read();
      if (current === null || current.refreshToken !== used.refreshToken) return current;
      const response = await transport(refreshRequest(url, current));
      const issued = await issuedTokens(response, Date.now());
      if (issued !== null) {
        await store.write(issued);
        return issued;
      }
      if ((await problemCode(response)) !== 'invalid_refresh_token') return current;
      await store.write(null);
      onSignedOut();
      return null;
    });
}

function refreshRequest(url: string, { refreshToken }: Tokens): Request {
  return new Request(url + REFRESH, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ refresh_token: refreshToken }),
  });
}
