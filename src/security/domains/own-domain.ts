import { domainToASCII } from 'node:url';
import { parse } from 'tldts';
import { MAIL_PROVIDERS } from './mail-providers.js';

/** The longest name (RFC 1035 §2.3.4). */
const MAX_LENGTH = 253;

/**
 * Returns a domain in ASCII and lower case. Null: it is no registered domain or part of one, or its addresses belong to
 * people of many organisations, as with public suffixes and mail providers.
 */
export function ownDomain(text: string): string | null {
  const domain = domainToASCII(text.trim().replace(/\.$/, ''));
  if (domain === '' || domain.length > MAX_LENGTH) return null;
  const {
    hostname,
    domain: registered,
    isIcann,
    isPrivate,
    isIp,
  } = parse(domain, { allowPrivateDomains: true });
  const isOwn = registered !== null && (isIcann === true || isPrivate === true) && isIp !== true;
  return isOwn && hostname === domain && !MAIL_PROVIDERS.has(registered) ? domain : null;
}
