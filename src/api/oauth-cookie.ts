import { randomBytes } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';
import { FLOW_MS } from './oauth-flows.js';

/** What tells one browser from all others while somebody is away at a provider, in as many of its tabs as may be. */
const NAME = '__Host-credence-oauth';
const SECRET = /^[A-Za-z0-9_-]{43}$/;
const SECRET_BYTES = 32;

/** The secret that a browser shows, or null. */
export function browserSecret(cookies: string | undefined): string | null {
  const secret = parseCookie(cookies ?? '')[NAME];
  return secret !== undefined && SECRET.test(secret) ? secret : null;
}

export function newBrowserSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/**
 * The header that has a browser keep the secret.
 *
 * @param answersBy a provider that posts its answer comes from another site, where only such a cookie goes along
 */
export function keepingSecret(secret: string, answersBy: 'query' | 'form_post'): string {
  return stringifySetCookie({
    name: NAME,
    value: secret,
    maxAge: FLOW_MS / 1000,
    path: '/',
    secure: true,
    httpOnly: true,
    sameSite: answersBy === 'form_post' ? 'none' : 'lax',
  });
}
