import type { Request } from 'express';

/** Methods that change nothing (RFC 9110 §9.2.1). */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request that carries cookies can be believed to come from a page of ours: of this very origin, or of one in
 * the list. What changes nothing need not show it; a browser that shows neither header is too old to be believed.
 *
 * @param origins that may use the cookies, this service's own among them
 */
export function isSameOrigin(request: Request, origins: ReadonlySet<string>): boolean {
  if (SAFE.has(request.method)) return true;
  if (request.get('sec-fetch-site') === 'same-origin') return true;
  return origins.has(request.get('origin') ?? '');
}
