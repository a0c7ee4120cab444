import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Size of the IPv6 network of one customer, who may use any address in it (RFC 6177). */
const IPV6_PREFIX_BYTES = 8;

/**
 * Returns the network of one source: an IPv4 address, also if it is mapped into IPv6, or the /64 of an IPv6 address.
 * Text that is not an address is returned unchanged.
 */
export function networkOf(address: string): string {
  // Most sources, several times in each request.
  if (isIPv4(address) || !ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const prefix = parsed.toByteArray().slice(0, IPV6_PREFIX_BYTES);
  return `${Buffer.from(prefix).toString('hex')}/64`;
}
