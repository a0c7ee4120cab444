import { z } from 'zod';
import { commaSeparated } from './values.js';

/** Schemes that name no app: those of the web and of browsers themselves (WHATWG URL, special schemes, and Fetch). */
const WEB_SCHEMES =
  /^(https?|wss?|ftp|file|blob|data|about|javascript|vbscript|view-source|filesystem|chrome)$/;
const ORIGIN_OF_APP = /^([a-z][a-z0-9+.-]*):\/\/[a-z0-9.-]+(:\d{1,5})?$/;
const URL_OF_APP = /^([a-z][a-z0-9+.-]*):[^\s\\?#]+$/;

/** Origins of pages, compared exactly: those of the web, and of apps that show pages, such as `capacitor://localhost`. */
export const origins = z
  .string()
  .transform(commaSeparated)
  .refine((list) => !list.some((origin) => origin.includes('*')), {
    error: 'must not contain wildcards, because origins are compared exactly; list each origin',
    abort: true,
  })
  .refine((list) => list.every((origin) => isWebOrigin(origin) || hasAppScheme(origin, ORIGIN_OF_APP)), {
    error: 'must be a comma-separated list of origins such as https://app.example.com',
  });

/** URLs of private schemes that open an app (RFC 8252 §7.1). */
export const appUrls = z
  .string()
  .transform(commaSeparated)
  .refine((list) => list.every((url) => hasAppScheme(url, URL_OF_APP)), {
    error:
      'must be a comma-separated list of URLs of apps such as com.example.app:/done, without a query; ' +
      'list https origins in CORS_ORIGINS',
  });

/** Returns true for the origin of pages, in the form in which browsers send it. */
export function isWebOrigin(origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).origin === origin;
}

function hasAppScheme(url: string, form: RegExp): boolean {
  const scheme = form.exec(url)?.[1];
  return scheme !== undefined && !WEB_SCHEMES.test(scheme) && URL.canParse(url);
}
