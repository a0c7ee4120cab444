import { randomBytes } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';
import { cookieName } from '../http/authentication/cookie-policy.js';
import type { CookiePolicy } from '../http/authentication/cookie-policy.js';

/**
 * The cookie that identifies a browser during flows at identity providers and requests for sign-in mails, in all of its
 * tabs, and until the user opens an emailed link that these requested. It does not identify the user.
 */
const NAME = 'credence-oauth';
/**
 * The cookie of sign-ins by SAML, whose answers are forms of other sites. It has a name of its own, because other flows replace
 * the first one by a cookie that such forms do not carry.
 */
const SAML_NAME = 'credence-saml';
/** The life of a sign-in by SAML, with a reserve for its last redirect. */
const SAML_SECONDS = 15 * 60;
const SECRET = /^[A-Za-z0-9_-]{43}$/;
const SECRET_BYTES = 32;
/** The life of the longest emailed link that requires the cookie. */
const LIFE_SECONDS = 30 * 24 * 3600;

/** Returns the secret in a `Cookie` header, or null. */
export function browserSecret(cookies: string | undefined, policy: CookiePolicy): string | null {
  const { [cookieName(NAME, policy)]: secret } = parseCookie(cookies ?? '');
  return secret !== undefined && SECRET.test(secret) ? secret : null;
}

/** Returns the secret of sign-ins by SAML in a `Cookie` header, or null. */
export function samlSecret(cookies: string | undefined, policy: CookiePolicy): string | null {
  const { [cookieName(SAML_NAME, policy)]: secret } = parseCookie(cookies ?? '');
  return secret !== undefined && SECRET.test(secret) ? secret : null;
}

export function newBrowserSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/**
 * Returns a `Set-Cookie` header that stores the secret.
 *
 * @param fromOtherSites also sends the cookie with a form that another site posts, which browsers allow over TLS only
 */
export function browserSecretCookie(secret: string, fromOtherSites: boolean, policy: CookiePolicy): string {
  return stringifySetCookie({
    ...attributes(policy),
    value: secret,
    maxAge: LIFE_SECONDS,
    sameSite: fromOtherSites && policy.secure ? 'none' : 'lax',
  });
}

/** Returns a `Set-Cookie` header that stores the secret of sign-ins by SAML. */
export function samlSecretCookie(secret: string, policy: CookiePolicy): string {
  return stringifySetCookie({
    ...attributes(policy),
    name: cookieName(SAML_NAME, policy),
    value: secret,
    maxAge: SAML_SECONDS,
    sameSite: policy.secure ? 'none' : 'lax',
  });
}

/** Returns a `Set-Cookie` header that deletes the secret. */
export function deletedBrowserSecretCookie(policy: CookiePolicy): string {
  return stringifySetCookie({ ...attributes(policy), value: '', maxAge: 0 });
}

function attributes(policy: CookiePolicy) {
  return { name: cookieName(NAME, policy), path: '/', secure: policy.secure, httpOnly: true };
}
