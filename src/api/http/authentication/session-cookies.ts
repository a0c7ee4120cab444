import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request } from 'express';
import { deletedBrowserSecretCookie } from '../../federation/browser-cookie.js';
import { cookieName } from './cookie-policy.js';
import type { CookiePolicy } from './cookie-policy.js';

/** The tokens of a session in the cookies of a request. */
export interface SessionCookies {
  readonly access: string | null;
  readonly refresh: string | null;
}

const [ACCESS, REFRESH] = ['credence-access', 'credence-refresh'];

const ATTRIBUTES = { path: '/', httpOnly: true, sameSite: 'strict' } as const;

/** Returns the name of the cookie with the access token. */
export function accessCookieName(policy: CookiePolicy): string {
  return cookieName(ACCESS, policy);
}

export function readSessionCookies(request: Request, policy: CookiePolicy): SessionCookies {
  const cookies = parseCookie(request.get('cookie') ?? '');
  const { [cookieName(ACCESS, policy)]: access = null, [cookieName(REFRESH, policy)]: refresh = null } =
    cookies;
  return { access, refresh };
}

/** Returns headers that store the tokens of a session in the browser. */
export function setSessionCookies(
  tokens: { readonly access: string; readonly refresh: string },
  lives: { readonly accessMs: number; readonly refreshMs: number },
  policy: CookiePolicy,
): { 'Set-Cookie': string[] } {
  return {
    'Set-Cookie': [
      cookie(ACCESS, tokens.access, lives.accessMs, policy),
      cookie(REFRESH, tokens.refresh, lives.refreshMs, policy),
    ],
  };
}

/**
 * Returns headers that delete every cookie of this service, and the cache of its origin (OWASP ASVS 14.3.1).
 * `Clear-Site-Data` must not name `cookies`, which deletes the cookies of all hosts of the registrable domain, or
 * `storage`, which deletes the data of a front end on the same origin (W3C Clear Site Data §3.1).
 */
export function clearSessionCookies(policy: CookiePolicy): {
  'Set-Cookie': string[];
  'Clear-Site-Data': string;
} {
  return {
    'Set-Cookie': [
      cookie(ACCESS, '', 0, policy),
      cookie(REFRESH, '', 0, policy),
      deletedBrowserSecretCookie(policy),
    ],
    'Clear-Site-Data': '"cache"',
  };
}

/** Describes the headers of `clearSessionCookies` for OpenAPI. */
export const clearedCookieHeaders = {
  'Set-Cookie': 'Deletes the cookies of this service.',
  'Clear-Site-Data': 'Deletes the cache of this origin.',
};

function cookie(name: string, value: string, lifeMs: number, policy: CookiePolicy): string {
  return stringifySetCookie({
    name: cookieName(name, policy),
    value,
    maxAge: Math.floor(lifeMs / 1000),
    secure: policy.secure,
    ...ATTRIBUTES,
  });
}
