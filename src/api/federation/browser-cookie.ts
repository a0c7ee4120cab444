import { randomBytes } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';

/**
 * What tells one browser from all others while somebody is away at a provider, in as many of its tabs as may be, and until
 * a link is opened that was mailed because of it. It tells nothing of who that is.
 */
const NAME = '__Host-credence-oauth';
const SECRET = /^[A-Za-z0-9_-]{43}$/;
const SECRET_BYTES = 32;
/** As long as the longest link in a mail lives that asks for it. */
const LIFE_SECONDS = 30 * 24 * 3600;

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
 * @param sameSite whether it goes along only with what leads here, or also with what another site posts
 */
export function keepingSecret(secret: string, sameSite: 'lax' | 'none'): string {
  return stringifySetCookie({
    name: NAME,
    value: secret,
    maxAge: LIFE_SECONDS,
    path: '/',
    secure: true,
    httpOnly: true,
    sameSite,
  });
}
