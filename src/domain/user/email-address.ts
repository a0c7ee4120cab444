import { DomainError } from '../domain-error.js';

export class InvalidEmail extends DomainError {
  readonly code = 'invalid_email';
}

/** RFC 5321 §4.5.3.1: what an SMTP path can carry. */
const MAX_ADDRESS = 254;
const MAX_LOCAL = 64;

/** Dot-atoms (RFC 5322 §3.2.3) with the letters of RFC 6531, without the quoted form. */
const LOCAL = /^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/;

/**
 * The one canonical form of an address: trimmed, the domain in ASCII (IDNA) and lower case, the local
 * part as typed. Text that Unicode compatibility normalisation would change (the Kelvin sign,
 * full-width forms, ligatures) is refused, so no spelling can fold onto another person's address.
 *
 * @throws InvalidEmail
 */
export function emailAddress(typed: string): string {
  const text = typed.trim();
  if (text !== text.normalize('NFKC')) throw new InvalidEmail();
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  const domain = asciiDomain(text.slice(at + 1));
  const address = `${local}@${domain}`;
  const fits = at > 0 && Buffer.byteLength(local) <= MAX_LOCAL && Buffer.byteLength(address) <= MAX_ADDRESS;
  if (!fits || !LOCAL.test(local) || !DOMAIN.test(domain)) throw new InvalidEmail();
  return address;
}

/**
 * What makes two addresses the same account: the canonical form with ASCII letters of the local part
 * in lower case. Only ASCII: case folding of other letters (`ı`, `ß`) could merge different people.
 */
export function emailIdentity(address: string): string {
  return address.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function asciiDomain(domain: string): string {
  const plain = /^[\p{L}\p{N}\p{M}.-]+$/u.test(domain);
  const url = `http://${domain}`;
  return plain && URL.canParse(url) ? new URL(url).hostname : '';
}
