import type { Tokens } from './tokens.js';
import { isObject } from './transport.js';

/**
 * Returns the tokens in an answer, or null if it has none. Every way to sign in answers with the same fields: at the top, or
 * as `session` where something else was the purpose of the request.
 */
export async function issuedTokens(response: Response, now: number): Promise<Tokens | null> {
  if (!response.ok || response.headers.get('Content-Type')?.startsWith('application/json') !== true)
    return null;
  const body: unknown = await response.clone().json();
  if (!isObject(body)) return null;
  return tokensOf(body, now) ?? (isObject(body['session']) ? tokensOf(body['session'], now) : null);
}

function tokensOf(fields: Record<string, unknown>, now: number): Tokens | null {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = fields;
  return typeof accessToken === 'string' && typeof refreshToken === 'string' && typeof seconds === 'number'
    ? { accessToken, refreshToken, expiresAt: now + seconds * 1000 }
    : null;
}
