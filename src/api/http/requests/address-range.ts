import ipaddr from 'ipaddr.js';

/**
 * Parses an IP address, or a range such as `192.0.2.0/24`.
 *
 * @returns the test of an address, or null for another text
 */
export function addressRange(text: string): ((address: string) => boolean) | null {
  if (ipaddr.isValidCIDR(text)) {
    const [network, bits] = ipaddr.parseCIDR(text);
    return (address) => {
      const parsed = parse(address);
      return parsed !== null && parsed.kind() === network.kind() && parsed.match(network, bits);
    };
  }
  const wanted = parse(text)?.toNormalizedString();
  return wanted === undefined ? null : (address) => parse(address)?.toNormalizedString() === wanted;
}

/** Returns an address, and the IPv4 address of an IPv4-mapped one. */
function parse(text: string) {
  return ipaddr.isValid(text) ? ipaddr.process(text) : null;
}
