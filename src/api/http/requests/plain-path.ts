import type { RequestHandler } from 'express';

/**
 * Removes doubled slashes and a slash at the end from the path. `//auth/login` and `/auth/login/` then have the route and
 * the limits of `/auth/login`.
 */
export const plainPath: RequestHandler = (request, _response, next) => {
  const [path = '', ...query] = request.url.split('?');
  // A proxy sends the absolute form, whose scheme has two slashes (RFC 9112 §3.2.2).
  if (path.startsWith('/')) {
    const plain = path.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
    request.url = [plain, ...query].join('?');
  }
  next();
};
