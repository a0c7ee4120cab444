import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import { renderPage } from './render-page.js';

/** The paths of emailed links, and of the sign-in. Each page is the template with the same name. */
const PAGES = [
  'verify-email',
  'reset-password',
  'confirm-email',
  'confirm-sign-up',
  'restore-identity',
  'cancel-reset',
  'sign-in',
  'sign-in-link',
  'set-up',
  'export',
];
/** Paths that show the page of another one. After a reset of the factors, a sign-in sets up a new one. */
const SAME_PAGE: Readonly<Partial<Record<string, string>>> = { 'set-up': 'sign-in' };
/** The library of the pages with passkeys. It is resolved and not imported, because only browsers run it. */
const WEBAUTHN = new URL('../dist/bundle/index.umd.min.js', import.meta.resolve('@simplewebauthn/browser'));
/** The module that verifies proofs of the log, which browsers run too. */
const VERIFY_PROOF = new URL('../../audit/offline/verify-proof.js', import.meta.url);

/**
 * Serves the pages of emailed links and of passkeys, for deployments without a front end. The pages are static: only the
 * browser reads the token in the query, and opening a page changes nothing. The headers keep the token out of caches and of the
 * `Referer` (OWASP Forgot Password Cheat Sheet).
 *
 * @param basePath the path of the public URL, below which the pages find their files and endpoints
 */
export function pagesRouter(basePath: string): Router {
  const router = Router();
  for (const page of PAGES) {
    const html = renderPage(SAME_PAGE[page] ?? page, { basePath });
    router.get(`/${page}`, (_request, response) => {
      response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }).type('html').send(html);
    });
  }
  router.get('/security', (_request, response) => response.redirect(`${basePath}/account/ways-in`));
  router.get('/pages/simplewebauthn.js', (_request, response) => {
    response.type('js').sendFile(fileURLToPath(WEBAUTHN));
  });
  router.get('/pages/verify-proof.js', (_request, response) => {
    response.type('js').sendFile(fileURLToPath(VERIFY_PROOF));
  });
  const assets = fileURLToPath(new URL('./assets/', import.meta.url));
  router.use('/pages', express.static(assets, { index: false, redirect: false }));
  return router;
}
