import { emailAddress, InvalidEmail } from '../../domain/user/email-address.js';
import type { EmailAddress } from '../../domain/user/email-address.js';
import type { CheckedAssertion } from './check-response.js';

/** The names of attributes with an address, as the common identity providers send them. */
const ADDRESSES = [
  'email',
  'mail',
  'emailAddress',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
  'urn:oid:0.9.2342.19200300.100.1.3',
];
const NAMES = [
  'displayName',
  'name',
  'http://schemas.microsoft.com/identity/claims/displayname',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name',
  'urn:oid:2.16.840.1.113730.3.1.241',
];
const EMAIL_FORMAT = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';

/**
 * Returns the address of a person, or null. A name of the format for addresses is one.
 *
 * @param attribute the attribute to read; null: one of the usual names
 */
export function addressIn(
  { attributes, nameId }: CheckedAssertion,
  attribute: string | null,
): EmailAddress | null {
  const value = valueOf(attributes, attribute === null ? ADDRESSES : [attribute]);
  if (value !== null) return addressOf(value);
  return nameId.format === EMAIL_FORMAT ? addressOf(nameId.value) : null;
}

/** Returns the name of a person as the identity provider writes it, or null. */
export function displayNameIn({ attributes }: CheckedAssertion, attribute: string | null): string | null {
  return valueOf(attributes, attribute === null ? NAMES : [attribute]);
}

/** Returns the first attribute with exactly one value: of several, none is the one of the person. */
function valueOf(attributes: CheckedAssertion['attributes'], names: readonly string[]): string | null {
  for (const name of names) {
    const [value, ...more] = attributes.get(name) ?? [];
    if (value !== undefined && more.length === 0) return value;
  }
  return null;
}

function addressOf(text: string): EmailAddress | null {
  try {
    return emailAddress(text);
  } catch (error) {
    if (error instanceof InvalidEmail) return null;
    throw error;
  }
}
