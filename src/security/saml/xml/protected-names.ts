import { demand } from '../refusal.js';
import { ASSERTION, attributesOf, PROTOCOL, SIGNATURE, subtree } from './elements.js';
import type { XmlElement } from './elements.js';

/** The elements that decide about trust. Libraries find some of them by their local name alone. */
const NAMESPACES = new Map<string, string>([
  ...['Response', 'LogoutRequest', 'LogoutResponse', 'Status', 'StatusCode', 'SessionIndex'].map(
    (name) => [name, PROTOCOL] as const,
  ),
  ...[
    'Assertion',
    'EncryptedAssertion',
    'EncryptedID',
    'Issuer',
    'Subject',
    'NameID',
    'SubjectConfirmation',
    'SubjectConfirmationData',
    'Conditions',
    'AudienceRestriction',
    'Audience',
    'AuthnStatement',
    'AuthnContext',
    'AuthnContextClassRef',
    'AttributeStatement',
    'Attribute',
    'AttributeValue',
  ].map((name) => [name, ASSERTION] as const),
  ...[
    'Signature',
    'SignedInfo',
    'CanonicalizationMethod',
    'SignatureMethod',
    'SignatureValue',
    'Reference',
    'Transforms',
    'Transform',
    'DigestMethod',
    'DigestValue',
  ].map((name) => [name, SIGNATURE] as const),
]);

const NC_NAME = /^[\p{L}_][\p{L}\p{N}\p{M}_.-]*$/u;

/**
 * Requires each protected element to be of its own namespace, and all identifiers to be distinct.
 *
 * @throws SamlRefused with `namespace` or `identifier`
 */
export function admitNames(root: XmlElement): void {
  const elements = subtree(root);
  for (const { localName, namespaceURI } of elements) {
    demand((NAMESPACES.get(localName) ?? namespaceURI) === namespaceURI, 'namespace');
  }
  const identifiers = elements.flatMap(identifiersOf);
  demand(identifiers.every(isNcName) && new Set(identifiers).size === identifiers.length, 'identifier');
}

export function isNcName(text: string): boolean {
  return text.length <= 256 && NC_NAME.test(text);
}

/** Returns the values of the attributes that a verifier could resolve a reference to. */
function identifiersOf(element: XmlElement): string[] {
  const found = attributesOf(element).filter(({ localName }) => localName.toLowerCase() === 'id');
  // A prefix makes `saml:ID` or `xml:id` a second identifier that only some readers see.
  demand(found.length <= 1 && found.every(({ name }) => !name.includes(':')), 'identifier');
  return found.map(({ value }) => value);
}
