import { isCleanText } from '../domain/clean-text.js';
import { Problem } from './problem.js';

/** What may follow an origin. */
const NEXT = ['', '/', '?'];

/**
 * Where a browser may be sent in the end: to an origin of the list, letter by letter, so that nothing is left to how
 * somebody reads a URL (OWASP ASVS 3.7.2).
 *
 * @throws Problem invalid_input
 */
export function allowedReturn(returnTo: string, origins: ReadonlySet<string>): string {
  const allowed = [...origins].some(
    (origin) => returnTo.startsWith(origin) && NEXT.includes(returnTo.charAt(origin.length)),
  );
  if (allowed && isCleanText(returnTo) && !/[\s\\#]/.test(returnTo) && URL.canParse(returnTo))
    return returnTo;
  const errors = [{ pointer: '?return_to', code: 'not_allowed', detail: 'Nobody is sent there from here.' }];
  throw new Problem('invalid_input', { errors });
}

/** A place with more in its query. */
export function withQuery(place: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(place);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
