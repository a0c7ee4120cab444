import { isIP } from 'node:net';

/** Returns the name for the greeting of mail servers: the host of a URL, or its address as a literal (RFC 5321 §4.1.3). */
export function helloNameOf(url: string): string {
  const { hostname } = new URL(url);
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(address);
  return family === 0 ? hostname : family === 4 ? `[${address}]` : `[IPv6:${address}]`;
}
