import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request } from 'express';
import { deletedBrowserSecretCookie } from '../../federation/browser-cookie.js';

/** The tokens of a session in the cookies of a request. */
export interface SessionCookies {
  readonly access: string | null;
  readonly refresh: string | null;
}

/**
 * Browsers accept a cookie with the prefix `__Host-` only from this host, over TLS, for all paths
 * (draft-ietf-httpbis-rfc6265bis §4.1.3.2). A sibling subdomain cannot set it.
 */
const ACCESS = '__Host-credence-access';
const REFRESH = '__Host-credence-refresh';

const ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'strict' } as const;

export function readSessionCookies(request: Request): SessionCookies {
  const cookies = parseCookie(request.get('cookie') ?? '');
  return { access: cookies[ACCESS] ?? null, refresh: cookies[REFRESH] ?? null };
}

/** Returns headers that store the tokens of a session in the browser. */
export function setSessionCookies(
  tokens: { readonly access: string; readonly refresh: string },
  lives: { readonly accessMs: number; readonly refreshMs: number },
): { 'Set-Cookie': string[] } {
  return {
    'Set-Cookie': [
      cookie(ACCESS, tokens.access, lives.accessMs),
      cookie(REFRESH, tokens.refresh, lives.refreshMs),
    ],
  };
}

/**
 * Returns headers that delete every cookie of this service, and the cache of its origin (OWASP ASVS 14.3.1).
 * `Clear-Site-Data` must not name `cookies`, which deletes the cookies of all hosts of the registrable domain, or
 * `storage`, which deletes the data of a front end on the same origin (W3C Clear Site Data §3.1).
 */
export function clearSessionCookies(): { 'Set-Cookie': string[]; 'Clear-Site-Data': string } {
  return {
    'Set-Cookie': [cookie(ACCESS, '', 0), cookie(REFRESH, '', 0), deletedBrowserSecretCookie()],
    'Clear-Site-Data': '"cache"',
  };
}

/** Describes the headers of `clearSessionCookies` for OpenAPI. */
export const clearedCookieHeaders = {
  'Set-Cookie': 'Deletes the cookies of this service.',
  'Clear-Site-Data': 'Deletes the cache of this origin.',
};

function cookie(name: string, value: string, lifeMs: number): string {
  return stringifySetCookie({ name, value, maxAge: Math.floor(lifeMs / 1000), ...ATTRIBUTES });
}
