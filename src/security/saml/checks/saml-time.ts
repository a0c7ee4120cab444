import { demand, SamlRefused } from '../refusal.js';
import type { SamlRefusalReason } from '../refusal.js';
import { attributeOf } from '../xml/elements.js';
import type { XmlElement } from '../xml/elements.js';

const TOLERANCE_MS = 30_000;
const MAX_AGE_MS = 10 * 60_000;
const MAX_VALIDITY_MS = 24 * 3600_000;
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** Returns the time in an attribute in milliseconds, or null without the attribute (Core §1.3.3). */
export function timeOf(element: XmlElement, name: string, reason: SamlRefusalReason): number | null {
  const text = attributeOf(element, name);
  if (text === null) return null;
  const time = DATE_TIME.test(text) ? Date.parse(text) : Number.NaN;
  demand(Number.isFinite(time), reason);
  return time;
}

/** Requires a message to be at most ten minutes old, and not of the future. Returns the time of its issue. */
export function requireRecent(message: XmlElement, now: number): number {
  const issued = timeOf(message, 'IssueInstant', 'issue_instant');
  if (issued === null) throw new SamlRefused('issue_instant');
  demand(issued <= now + TOLERANCE_MS && now - issued <= MAX_AGE_MS, 'issue_instant');
  return issued;
}

/**
 * Requires the present to be within the times of an element, and their end to be near.
 *
 * @returns the end, with the tolerance
 */
export function requireValid(
  element: XmlElement,
  now: number,
  reason: SamlRefusalReason = 'validity',
): number {
  const [from, to] = [timeOf(element, 'NotBefore', reason), timeOf(element, 'NotOnOrAfter', reason)];
  if (to === null) throw new SamlRefused(reason);
  demand(from === null || (from <= now + TOLERANCE_MS && from < to), reason);
  demand(now <= to + TOLERANCE_MS && to - now <= MAX_VALIDITY_MS, reason);
  return to + TOLERANCE_MS;
}
