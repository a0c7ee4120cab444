import { z } from 'zod';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Returns true for an https URL, or an http URL on this machine. */
export function isEndpoint(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
}

/** Domains for which a provider's assertion of an address is trusted; `*` stands for all. */
export const domains = z.array(z.string().regex(/^(\*|[a-z0-9.-]+\.[a-z0-9-]+)$/));
