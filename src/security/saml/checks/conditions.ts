import { demand } from '../refusal.js';
import { requireValid } from './saml-time.js';
import { ASSERTION, childrenNamed, elementsIn, isNamed, onlyChild, textOf } from '../xml/elements.js';
import type { XmlElement } from '../xml/elements.js';

const KNOWN = ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction'];

/**
 * Requires the conditions of an assertion to hold for this service provider (Core §2.5.1).
 *
 * @returns the end of the assertion in milliseconds, with the tolerance
 */
export function checkConditions(
  assertion: XmlElement,
  { entityId, now }: { readonly entityId: string; readonly now: Date },
): number {
  const conditions = onlyChild(assertion, [ASSERTION, 'Conditions'], 'conditions');
  // An assertion under a condition that nobody understands is not valid (Core §2.5.1.1).
  demand(
    elementsIn(conditions).every((condition) => KNOWN.some((name) => isNamed(condition, ASSERTION, name))),
    'conditions',
  );
  const restrictions = childrenNamed(conditions, ASSERTION, 'AudienceRestriction');
  demand(restrictions.length > 0, 'audience');
  for (const restriction of restrictions) {
    const audiences = childrenNamed(restriction, ASSERTION, 'Audience').map(textOf);
    demand(audiences.includes(entityId), 'audience');
  }
  return requireValid(conditions, now.getTime());
}
