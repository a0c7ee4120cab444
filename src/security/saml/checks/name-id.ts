import { demand } from '../refusal.js';
import { ASSERTION, attributeOf, onlyChild, textOf } from '../xml/elements.js';
import type { XmlElement } from '../xml/elements.js';

const UNSPECIFIED = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';
/** Formats that name the same person each time. A transient name would create an account at every sign-in. */
const FORMATS = [
  UNSPECIFIED,
  'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
];
const MAX_LENGTH = 256;

/** The name of a person at an identity provider, compared exactly. */
export interface NameId {
  readonly value: string;
  readonly format: string;
}

/** Reads the only NameID of a subject or a logout request (Core §2.2.2). */
export function nameIdIn(parent: XmlElement): NameId {
  const element = onlyChild(parent, [ASSERTION, 'NameID'], 'name_id');
  const value = textOf(element);
  demand(value !== null && value.trim() !== '' && [...value].length <= MAX_LENGTH, 'name_id');
  const format = attributeOf(element, 'Format') ?? UNSPECIFIED;
  demand(FORMATS.includes(format), 'name_id');
  return { value, format };
}
