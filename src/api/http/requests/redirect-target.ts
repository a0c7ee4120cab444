import { isCleanText } from '../../../domain/clean-text.js';
import { Problem, problemOf } from '../problems/problem.js';
import type { Answer } from '../route.js';

/** What may follow an origin. */
const NEXT = ['', '/', '?'];

/**
 * Where a browser may be sent in the end: to an origin of the list, letter by letter, so that nothing is left to how
 * somebody reads a URL (OWASP ASVS 3.7.2).
 *
 * @returns null where nobody has said a place
 * @throws Problem invalid_input
 */
export function redirectTarget(returnTo: string | undefined, origins: ReadonlySet<string>): string | null {
  if (returnTo === undefined) return null;
  const allowed = [...origins].some(
    (origin) => returnTo.startsWith(origin) && NEXT.includes(returnTo.charAt(origin.length)),
  );
  if (allowed && isCleanText(returnTo) && !/[\s\\#]/.test(returnTo) && URL.canParse(returnTo))
    return returnTo;
  const errors = [
    { pointer: '?return_to', code: 'not_allowed', detail: 'The URL is not in the list of allowed origins.' },
  ];
  throw new Problem('invalid_input', { errors });
}

/** Sends a browser to where it may be sent in the end. */
export function redirect(place: string, parameters: Readonly<Record<string, string>>): Answer {
  return { status: 302, headers: { Location: withQuery(place, parameters) } };
}

/**
 * Tells there what went wrong. Of the words of a provider none goes on, only ours (OWASP ASVS 1.2.1).
 *
 * @throws the same error where there is no such place, or it is a bug
 */
export function refuse(place: string | null, error: unknown): Answer {
  const problem = problemOf(error);
  if (place === null || problem.code === 'internal_error') throw error;
  return { ...redirect(place, { error: problem.code }), problem };
}

/** A place with more in its query. */
function withQuery(place: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(place);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
