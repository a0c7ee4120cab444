import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request } from 'express';

/** The tokens of a session, as a browser keeps them. */
export interface SessionCookies {
  readonly access: string | null;
  readonly refresh: string | null;
}

/**
 * `__Host-`: a browser takes such a cookie only from this very host, over TLS, for all of it
 * (draft-ietf-httpbis-rfc6265bis §4.1.3.2), so that no neighbour under the same domain can plant one.
 */
const ACCESS = '__Host-credence-access';
const REFRESH = '__Host-credence-refresh';

/** No script reads it, and no other site has it sent along. */
const ATTRIBUTES = { path: '/', secure: true, httpOnly: true, sameSite: 'strict' } as const;

export function sessionCookies(request: Request): SessionCookies {
  const cookies = parseCookie(request.get('cookie') ?? '');
  return { access: cookies[ACCESS] ?? null, refresh: cookies[REFRESH] ?? null };
}

/** The headers that give a browser the tokens of a session. */
export function givingCookies(
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

/** The headers that take them away, and what else the browser has kept for this site (OWASP ASVS 14.3.1). */
export function takingCookies(): { 'Set-Cookie': string[]; 'Clear-Site-Data': string } {
  return {
    'Set-Cookie': [cookie(ACCESS, '', 0), cookie(REFRESH, '', 0)],
    'Clear-Site-Data': '"cache", "cookies", "storage"',
  };
}

/** What these headers are for. */
export const takenCookies = {
  'Set-Cookie': 'Deletes the token cookies.',
  'Clear-Site-Data': 'Deletes other data stored by the browser.',
};

function cookie(name: string, value: string, lifeMs: number): string {
  return stringifySetCookie({ name, value, maxAge: Math.floor(lifeMs / 1000), ...ATTRIBUTES });
}
