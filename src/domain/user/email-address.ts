import { z } from 'zod';
import { DomainError } from '../domain-error.js';

export class InvalidEmail extends DomainError {
  readonly code = 'invalid_email';
}

/** Reads an address from an event. It was canonical when it was recorded, and is not checked again. */
export const recordedEmailAddress = z.string().brand<'EmailAddress'>();

/** An email address in canonical form. */
export type EmailAddress = z.output<typeof recordedEmailAddress>;

/** The longest address and local part that an SMTP path carries, in bytes (RFC 5321 §4.5.3.1). */
const MAX_ADDRESS = 254;
const MAX_LOCAL = 64;

/** Dot-atoms (RFC 5322 §3.2.3) with the letters of RFC 6531, without the quoted form. */
const LOCAL = /^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/;

/**
 * Returns the one canonical form of an address: trimmed, the domain in ASCII (IDNA) and lower case, the local part as
 * typed. Rejects text that Unicode compatibility normalisation changes (the Kelvin sign, full-width forms, ligatures):
 * otherwise one person's spelling could fold onto another person's address.
 *
 * @throws InvalidEmail
 */
export function emailAddress(typed: string): EmailAddress {
  const text = typed.trim();
  if (text !== text.normalize('NFKC')) throw new InvalidEmail();
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  const domain = asciiDomain(text.slice(at + 1));
  const address = `${local}@${domain}`;
  const fits = at > 0 && Buffer.byteLength(local) <= MAX_LOCAL && Buffer.byteLength(address) <= MAX_ADDRESS;
  if (!fits || !LOCAL.test(local) || !DOMAIN.test(domain)) throw new InvalidEmail();
  return recordedEmailAddress.parse(address);
}

/**
 * Returns the key under which two addresses name the same account: the canonical form with the ASCII letters of the
 * local part in lower case. Folding other letters (`ı`, `ß`) could merge different people.
 */
export function emailIdentity(address: EmailAddress): string {
  return address.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function asciiDomain(domain: string): string {
  const plain = /^[\p{L}\p{N}\p{M}.-]+$/u.test(domain);
  const url = `http://${domain}`;
  return plain && URL.canParse(url) ? new URL(url).hostname : '';
}

/** Returns the domain of an address. */
export function domainOf(address: EmailAddress): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
