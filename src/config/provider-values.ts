import { z } from 'zod';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** A URL by which a provider is reached: of https, or of this machine. */
export function isEndpoint(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
}

/** Of which a provider is believed who owns an address; `*`: all. */
export const domains = z.array(z.string().regex(/^(\*|[a-z0-9.-]+\.[a-z0-9-]+)$/));
