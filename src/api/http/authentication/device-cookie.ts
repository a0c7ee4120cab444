import { parseCookie, stringifySetCookie } from 'cookie';
import { cookieName } from './cookie-policy.js';
import type { CookiePolicy } from './cookie-policy.js';

/** The cookie with the token of a trusted device. It survives a sign-out, which ends sessions only. */
const NAME = 'credence-device';

/** Returns the token of a trusted device in a `Cookie` header, or null. */
export function readDeviceCookie(cookies: string | undefined, policy: CookiePolicy): string | null {
  return parseCookie(cookies ?? '')[cookieName(NAME, policy)] ?? null;
}

/** Returns a `Set-Cookie` header that stores the token. */
export function deviceCookie(token: string, lifeMs: number, policy: CookiePolicy): string {
  return stringifySetCookie({
    name: cookieName(NAME, policy),
    value: token,
    maxAge: Math.floor(lifeMs / 1000),
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: policy.secure,
  });
}
