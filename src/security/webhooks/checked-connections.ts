import { lookup as resolve } from 'node:dns';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { isPublicAddress } from './public-address.js';
import { sparingResolve } from './sparing-resolve.js';
import type { Resolve } from './sparing-resolve.js';

/** The address of a receiver is private or reserved. No connection was opened. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  constructor() {
    super('The address of the receiver is private or reserved.');
  }
}

/**
 * Creates a connector that opens connections to public addresses only. It checks the addresses that the connection itself
 * resolves, so a name cannot change between the check and the use.
 *
 * @param resolveAll only tests pass another resolver than that of the system
 */
export function publicConnector(timeoutMs: number, resolveAll: Resolve = resolve): buildConnector.connector {
  const connect = buildConnector({ timeout: timeoutMs, lookup: publicLookup(sparingResolve(resolveAll)) });
  return (options, callback) => {
    // The system looks up names only. An address is connected to as it is.
    if (isIP(options.hostname) !== 0 && !isPublicAddress(options.hostname)) {
      callback(new AddressRefused(), null);
      return;
    }
    connect(options, callback);
  };
}

/** Returns a lookup that leaves out every address that is not public. */
function publicLookup(resolveAll: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolveAll(hostname, { ...options, all: true }, (error, addresses = []) => {
      const allowed = addresses.filter(({ address }) => isPublicAddress(address));
      const [first] = allowed;
      if (error !== null) callback(error, '');
      else if (first === undefined) callback(new AddressRefused(), '');
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}
