import { randomBytes } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';

/**
 * The cookie that identifies a browser during flows at identity providers, in all of its tabs, and until the user opens
 * an emailed link that such a flow requested. It does not identify the user.
 */
const NAME = '__Host-credence-oauth';
const SECRET = /^[A-Za-z0-9_-]{43}$/;
const SECRET_BYTES = 32;
/** The life of the longest emailed link that requires the cookie. */
const LIFE_SECONDS = 30 * 24 * 3600;

/** Returns the secret in a `Cookie` header, or null. */
export function browserSecret(cookies: string | undefined): string | null {
  const secret = parseCookie(cookies ?? '')[NAME];
  return secret !== undefined && SECRET.test(secret) ? secret : null;
}

export function newBrowserSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/**
 * Returns a `Set-Cookie` header that stores the secret.
 *
 * @param sameSite `none` also sends the cookie with a form that another site posts
 */
export function browserSecretCookie(secret: string, sameSite: 'lax' | 'none'): string {
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

/** Returns a `Set-Cookie` header that deletes the secret. */
export function deletedBrowserSecretCookie(): string {
  return stringifySetCookie({ name: NAME, value: '', maxAge: 0, path: '/', secure: true, httpOnly: true });
}
