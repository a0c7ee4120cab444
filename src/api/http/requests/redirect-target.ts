import { isCleanText } from '../../../domain/clean-text.js';
import { Problem, problemOf } from '../problems/problem.js';

/** The characters that may follow the origin in a URL. */
const AFTER_ORIGIN = ['', '/', '?'];

/**
 * Checks the URL that a browser returns to after a flow. The URL must begin with an allowed origin, compared as text, so
 * that no difference between URL parsers can be exploited (OWASP ASVS 3.7.2).
 *
 * @returns null if the request has no such URL
 * @throws Problem invalid_input
 */
export function redirectTarget(returnTo: string | undefined, origins: ReadonlySet<string>): string | null {
  if (returnTo === undefined) return null;
  const allowed = [...origins].some(
    (origin) => returnTo.startsWith(origin) && AFTER_ORIGIN.includes(returnTo.charAt(origin.length)),
  );
  if (allowed && isCleanText(returnTo) && !/[\s\\#]/.test(returnTo) && URL.canParse(returnTo))
    return returnTo;
  const detail = 'The URL is not in the list of allowed origins.';
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
