import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';

/** The paths that links in mails lead to; each is served from the file of that name. */
const PAGES = ['verify-email', 'reset-password', 'confirm-email', 'confirm-sign-up'];

/**
 * Small pages that let a person finish from the mail alone, where there is no front end. The same bytes for
 * everybody: the token in the query is read by the browser only, and opening a page changes nothing. Neither the
 * token nor the page may stay behind in a cache or a `Referer` (OWASP Forgot Password Cheat Sheet).
 */
export function pagesRouter(): Router {
  const router = Router();
  for (const page of PAGES) {
    const html = readFileSync(new URL(`./${page}.html`, import.meta.url), 'utf8');
    router.get(`/${page}`, (_request, response) => {
      response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }).type('html').send(html);
    });
  }
  const assets = fileURLToPath(new URL('./assets/', import.meta.url));
  router.use('/pages', express.static(assets, { index: false, redirect: false }));
  return router;
}
