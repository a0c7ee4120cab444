import { demand } from '../refusal.js';
import { ASSERTION, attributeOf, childrenNamed, textOf } from '../xml/elements.js';
import type { XmlElement } from '../xml/elements.js';

/** The values of each attribute by its name. A map, because a name can be `__proto__`. */
export type SamlAttributes = ReadonlyMap<string, readonly string[]>;

/**
 * Reads the attributes of a verified assertion (Core §2.7.3). Repeated names add values. Values with elements are left out:
 * their text alone has another meaning.
 */
export function attributesIn(assertion: XmlElement): SamlAttributes {
  const found = new Map<string, string[]>();
  for (const statement of childrenNamed(assertion, ASSERTION, 'AttributeStatement')) {
    for (const attribute of childrenNamed(statement, ASSERTION, 'Attribute')) {
      const name = attributeOf(attribute, 'Name');
      demand(name !== null && name !== '', 'attributes');
      const values = childrenNamed(attribute, ASSERTION, 'AttributeValue').map(textOf);
      found.set(name, [...(found.get(name) ?? []), ...values.filter((value) => value !== null)]);
    }
  }
  return found;
}
