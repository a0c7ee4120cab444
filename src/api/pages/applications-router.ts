import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';

/** The files that `npm run build` makes of the folder `web`. */
const FILES = fileURLToPath(new URL('../../../web/', import.meta.url));

/** The applications by their paths. Each is the page with the same name. */
const APPLICATIONS = ['account', 'console'];

/** The pages run only files of this service, and turn no text into markup (Trusted Types). */
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
 * Serves the account pages and the console. Every path below one of them is its one page, which reads its data with the session
 * of the visitor. The names of the other files contain their hashes, so browsers keep them.
 *
 * @param basePath the path of the public URL, below which the pages find their files and the service
 */
export function applicationsRouter(basePath: string): Router {
  const router = Router();
  router.use(
    '/web/assets',
    express.static(`${FILES}assets`, {
      index: false,
      redirect: false,
      immutable: true,
      maxAge: '1y',
      etag: false,
    }),
  );
  for (const name of APPLICATIONS) {
    const page = readFileSync(`${FILES}${name}.html`, 'utf8')
      .replaceAll('"./assets/', `"${basePath}/web/assets/`)
      .replaceAll('"./"', `"${basePath}/${name}/"`);
    router.get([`/${name}`, `/${name}/*path`], (_request, response) => {
      response
        .set({ 'Cache-Control': 'no-cache', 'Content-Security-Policy': CONTENT_SECURITY_POLICY })
        .type('html')
        .send(page);
    });
  }
  return router;
}
