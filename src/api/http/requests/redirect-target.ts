import { isCleanText } from '../../../domain/clean-text.js';
import { Problem, problemOf } from '../problems/problem.js';

/** The places that a browser may return to. */
export interface ReturnTargets {
  /** Origins with all their pages. */
  readonly origins: ReadonlySet<string>;
  /** URLs of apps, to which only a query may be added. */
  readonly appUrls: ReadonlySet<string>;
}

/** The characters that may follow an origin or the URL of an app. */
const AFTER_ORIGIN = ['', '/', '?', '#'];
const AFTER_APP_URL = ['', '?'];
/** A route of a hash router. It has no parameters, in which a stranger could place a `code`. */
const HASH_ROUTE = /#!?\/[^#?&=]*$/;

/**
 * Checks the URL that a browser returns to after a flow. The URL must begin with an allowed origin or be the URL of an app,
 * compared as text, so that no difference between URL parsers can be exploited (OWASP ASVS 3.7.2).
 *
 * @returns null if the request has no such URL
 * @throws Problem invalid_input
 */
export function redirectTarget(
  returnTo: string | undefined,
  { origins, appUrls }: ReturnTargets,
): string | null {
  if (returnTo === undefined) return null;
  const follows = (start: string, next: readonly string[]) =>
    returnTo.startsWith(start) && next.includes(returnTo.charAt(start.length));
  const allowed =
    [...origins].some((origin) => follows(origin, AFTER_ORIGIN)) ||
    [...appUrls].some((url) => follows(url, AFTER_APP_URL));
  const hasPlainHash = !returnTo.replace(HASH_ROUTE, '').includes('#');
  if (allowed && hasPlainHash && isCleanText(returnTo) && !/[\s\\]/.test(returnTo) && URL.canParse(returnTo))
    return returnTo;
  const detail = 'The URL is not in the list of allowed origins and apps.';
  throw new Problem('invalid_input', { errors: [{ pointer: '?return_to', code: 'not_allowed', detail }] });
}

/** An answer that redirects the browser. */
export interface Redirect {
  readonly status: 302;
  readonly headers: { readonly Location: string };
}

/** Redirects to a target with the outcome of a flow in its query. Outcomes already in the target are removed. */
export function redirect(target: string, parameters: Readonly<Record<string, string>>): Redirect {
  return { status: 302, headers: { Location: withQuery(target, parameters) } };
}

/**
 * Redirects to a target with the code of an error. Texts of the identity provider are not passed on (OWASP ASVS 1.2.1).
 *
 * @throws the same error if there is no target, or if it is an internal error
 */
export function redirectError(
  target: string | null,
  error: unknown,
): Redirect & { readonly problem: Problem } {
  const problem = problemOf(error);
  if (target === null || problem.code === 'internal_error') throw error;
  return { ...redirect(target, { error: problem.code }), problem };
}

/** The parameters with which flows report their outcome. */
const OUTCOMES = ['code', 'error', 'linked'];

/** A stranger may have put an outcome into the target. It must not stand beside the true one. */
function withQuery(target: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(target);
  for (const name of OUTCOMES) url.searchParams.delete(name);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
