import ipaddr from 'ipaddr.js';

/** The addresses that IPv6 assigns to the public internet (RFC 4291 §2.4). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Tells whether an IP address belongs to the public internet. Forms that carry an IPv4 address, such as IPv4-mapped and
 * NAT64, do not: they would reach a private address behind another spelling.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_UNICAST);
}
