import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.js';

/** The addresses that deliveries may reach. */
export interface ReachRules {
  /** Allows private addresses and plain http, for receivers on a development machine. */
  readonly allowPrivate: boolean;
  /** Allows ports other than 443. */
  readonly allowAnyPort: boolean;
}

/**
 * Checks the URL of an endpoint before it is stored. The connection checks the address again, because a name may resolve to
 * another address at any time.
 *
 * @returns the complaint, or null for an acceptable URL
 */
export function complaintAboutUrl(text: string, rules: ReachRules): string | null {
  if (!URL.canParse(text)) return 'Must be an absolute URL.';
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(rules.allowPrivate && url.protocol === 'http:'))
    return 'Must be an https URL.';
  if (url.username !== '' || url.password !== '') return 'Must not contain a user name or a password.';
  if (url.hash !== '') return 'Must not contain a fragment.';
  if (!rules.allowAnyPort && url.port !== '') return 'Must use port 443.';
  const host = hostOf(url);
  if (!rules.allowPrivate && isIP(host) !== 0 && !isPublicAddress(host))
    return 'Must not name a private or reserved address.';
  return null;
}

/** Returns the host of a URL, without the brackets of an IPv6 address. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
