import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';

/** The files that `npm run build` makes of the folder `web`. */
const FILES = fileURLToPath(new URL('../../../web/', import.meta.url));

/** The page runs only files of this service, and turns no text into markup (Trusted Types). */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/**
 * Serves the console. Every path below `/console` is its one page, which reads its data with the session of the visitor. The
 * names of its other files contain their hashes, so browsers keep them.
 *
 * @param basePath the path of the public URL, below which the page finds its files and the service
 */
export function consoleRouter(basePath: string): Router {
  const page = readFileSync(`${FILES}index.html`, 'utf8').replaceAll('"./', `"${basePath}/console/`);
  const router = Router();
  router.use(
    '/console/assets',
    express.static(`${FILES}assets`, {
      index: false,
      redirect: false,
      immutable: true,
      maxAge: '1y',
      etag: false,
    }),
  );
  router.get(['/console', '/console/*path'], (request, response, next) => {
    if (request.path.startsWith('/console/assets/')) {
      next();
      return;
    }
    response
      .set({ 'Cache-Control': 'no-cache', 'Content-Security-Policy': CONTENT_SECURITY_POLICY })
      .type('html')
      .send(page);
  });
  return router;
}
