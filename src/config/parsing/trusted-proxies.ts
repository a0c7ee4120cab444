import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

/** The IPv4 addresses as IPv6 addresses, `::ffff:0:0/96`. */
const IPV4: Range = { first: 0xffff_0000_0000n, last: 0xffff_ffff_ffffn };
const EVERYTHING: Range = { first: 0n, last: (1n << 128n) - 1n };

/** Returns true for an address or a network in full notation. The short notation of IPv4 reads `1` as `0.0.0.1`. */
export function isAddressOrNetwork(item: string): boolean {
  const [address = '', prefix, ...rest] = item.split('/');
  const longest = isIP(address) === 4 ? 32 : 128;
  if (isIP(address) === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= longest);
}

/**
 * Returns true if the networks cover half of the addresses of IPv4 or IPv6, or more. Trusting every proxy means
 * trusting none: any caller could forge its address. Several networks together cover as much as a large one.
 */
export function coversHalf(items: readonly string[]): boolean {
  const ranges = items.filter(isAddressOrNetwork).map(rangeOf);
  return [IPV4, EVERYTHING].some((space) => 2n * coveredSize(ranges, space) >= sizeOf(space));
}

function rangeOf(item: string): Range {
  const [text = '', prefix] = item.split('/');
  const address = ipaddr.parse(text);
  const isIpv4 = address.kind() === 'ipv4';
  const bytes = isIpv4 ? [...ipaddr.parse(`::ffff:${text}`).toByteArray()] : [...address.toByteArray()];
  const value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const fixedBits = prefix === undefined ? 128 : Number(prefix) + (isIpv4 ? 96 : 0);
  const size = 1n << BigInt(128 - fixedBits);
  const first = value - (value % size);
  return { first, last: first + size - 1n };
}

function coveredSize(ranges: readonly Range[], space: Range): bigint {
  let covered = 0n;
  let next = space.first;
  const ordered = [...ranges].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  for (const { first, last } of ordered) {
    const from = first > next ? first : next;
    const to = last < space.last ? last : space.last;
    if (from > to) continue;
    covered += to - from + 1n;
    next = to + 1n;
  }
  return covered;
}

function sizeOf({ first, last }: Range): bigint {
  return last - first + 1n;
}
