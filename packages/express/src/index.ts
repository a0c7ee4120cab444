import type { Request, RequestHandler, Response } from 'express';
import { verifyAccessToken } from './access-tokens.js';
import type { AccessClaims } from './access-tokens.js';
import { settingsOf } from './options.js';
import type { Options } from './options.js';
import { outageReport } from './outage-report.js';
import { revocations } from './revocations.js';
import { KeysUnavailable, signingKeys } from './signing-keys.js';

export type { AccessClaims } from './access-tokens.js';
export { FeedRefused } from './feed.js';
export type { Options } from './options.js';
export { WrongIssuer } from './signing-keys.js';

/** The judgement on a token. `unknown` means that it is valid as far as this process can tell now. */
export type Verdict =
  | { readonly outcome: 'accepted'; readonly claims: AccessClaims }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'unknown'; readonly reason: 'keys_unavailable' | 'feed_unavailable' };

/** The resource server's view of a Credence. */
export interface Credence {
  /**
   * Reads the sessions that ended in the recent past, and follows further ends until `stop`. It resolves when all are
   * known; until then, `whenSilent` applies. Outages are retried.
   *
   * @throws FeedRefused Credence refuses the API key
   * @throws WrongIssuer Credence has another `PUBLIC_URL`
   */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Judges an access token without a request to Credence. */
  verify(token: string): Promise<Verdict>;
  /** Returns a handler that passes requests with an accepted token, and answers 401 or 503 to others. */
  requireToken(): RequestHandler;
  /**
   * Returns the claims of the token of a request that has passed `requireToken`.
   *
   * @throws Error the request has not passed it
   */
  claimsOf(request: Request): AccessClaims;
}

/**
 * Creates the verifier of access tokens for an Express app.
 *
 * @example
 * const credence = createCredence({ issuer, apiKey, whenSilent: 'refuse' });
 * await credence.start();
 * app.use('/orders', credence.requireToken(), orders);
 *
 * @throws TypeError an option has an impossible value
 */
export function createCredence(options: Options): Credence {
  const settings = settingsOf(options);
  const ended = revocations(settings);
  const keys = signingKeys(settings.issuer, outageReport(settings.onError));
  const claimsByRequest = new WeakMap<Request, AccessClaims>();

  async function verify(token: string): Promise<Verdict> {
    try {
      const claims = await verifyAccessToken(token, keys.find, settings);
      if (claims === null || ended.isEnded(claims)) return { outcome: 'refused' };
      if (settings.whenSilent === 'refuse' && ended.isSilent())
        return { outcome: 'unknown', reason: 'feed_unavailable' };
      return { outcome: 'accepted', claims };
    } catch (error) {
      if (!(error instanceof KeysUnavailable)) throw error;
      return { outcome: 'unknown', reason: 'keys_unavailable' };
    }
  }

  return {
    async start() {
      await Promise.all([ended.start(), keys.load()]);
    },
    stop: () => ended.stop(),
    verify,

    requireToken: () => async (request, response, next) => {
      const token = bearerToken(request.headers.authorization);
      if (token === null) {
        refuse(response, 401, 'token_required', { 'WWW-Authenticate': 'Bearer' });
        return;
      }
      const verdict = await verify(token);
      if (verdict.outcome === 'accepted') {
        claimsByRequest.set(request, verdict.claims);
        next();
      } else if (verdict.outcome === 'refused') {
        refuse(response, 401, 'invalid_token', { 'WWW-Authenticate': 'Bearer error="invalid_token"' });
      } else {
        refuse(response, 503, verdict.reason, { 'Retry-After': '5' });
      }
    },

    claimsOf(request) {
      const claims = claimsByRequest.get(request);
      if (claims === undefined) throw new Error('The route has no requireToken() before it.');
      return claims;
    },
  };
}

function refuse(response: Response, status: number, error: string, headers: Record<string, string>): void {
  response
    .status(status)
    .set({ ...headers, 'Cache-Control': 'no-store' })
    .json({ error });
}

/** Reads the token of an `Authorization` header (RFC 6750 §2.1), or returns null. */
function bearerToken(header: string | undefined): string | null {
  return /^Bearer ([\w.~+/-]+=*)$/i.exec(header ?? '')?.[1] ?? null;
}
