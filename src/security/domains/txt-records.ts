import { Resolver } from 'node:dns/promises';

/** Returns the TXT records of a name, or null if no name server could tell. */
export type LookUpTxt = (name: string) => Promise<readonly string[] | null>;

const TIMEOUT_MS = 5_000;
const TRIES = 1;

/** Errors that say that a name has no record (RFC 2308 §2). */
const ABSENT: ReadonlySet<unknown> = new Set(['ENODATA', 'ENOTFOUND']);

/**
 * Creates the lookup of TXT records.
 *
 * @param servers addresses of name servers, such as `192.0.2.1` or `[2001:db8::1]:5353`; empty: those of the system
 */
export function txtRecords(servers: readonly string[]): LookUpTxt {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
  if (servers.length > 0) resolver.setServers(servers);
  return async (name) => {
    try {
      // A record of more than 255 bytes has several parts (RFC 7208 §3.3).
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
    } catch (error) {
      return ABSENT.has(codeOf(error)) ? [] : null;
    }
  };
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
