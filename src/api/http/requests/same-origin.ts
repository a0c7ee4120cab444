import type { Request } from 'express';
import { Problem } from '../problems/problem.js';
import type { Browser } from './request-context.js';

/** Safe methods (RFC 9110 §9.2.1). */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Checks that a page of this origin, or of an allowed one, sent a request with cookies. Safe methods need no proof. A
 * browser that sends neither `Sec-Fetch-Site` nor `Origin` is too old and is rejected.
 *
 * @param origins the origins whose pages may use the cookies, including the own origin
 */
export function isSameOrigin(request: Request, origins: ReadonlySet<string>): boolean {
  if (SAFE.has(request.method)) return true;
  if (request.get('sec-fetch-site') === 'same-origin') return true;
  return origins.has(request.get('origin') ?? '');
}

/** @throws Problem cross_site_request */
export function requireSameOrigin(browser: Browser): void {
  if (!browser.isSameOrigin) throw new Problem('cross_site_request');
}

/**
 * Requires a page of an allowed origin for a request whose answer sets cookies.
 *
 * @throws Problem cross_site_request
 */
export function admitCookieRequest(request: {
  readonly body: { readonly cookie?: boolean | undefined };
  readonly browser: Browser;
}): void {
  if (request.body.cookie === true) requireSameOrigin(request.browser);
}
