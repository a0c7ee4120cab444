import { isCleanText } from '../../domain/clean-text.js';

/** Checks the names and texts in a value of bounded depth, as the parser of JSON does for other routes. */
export function isCleanValue(value: unknown): boolean {
  if (typeof value === 'string') return isCleanText(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, member]) => isCleanText(name) && isCleanValue(member));
}
