import ipaddr from 'ipaddr.js';

/** What a network hands out to one customer, of which he may use any address (RFC 6177). */
const IPV6_PREFIX_BYTES = 8;

/**
 * What stands for the whole of one source: an IPv4 address, also where it is mapped into IPv6, or the /64 of an IPv6
 * address. Text that is no address stands for itself.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const prefix = parsed.toByteArray().slice(0, IPV6_PREFIX_BYTES);
  return `${Buffer.from(prefix).toString('hex')}/64`;
}
