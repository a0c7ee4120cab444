const DOMAIN = /^[\p{L}\p{M}\p{N}.-]+$/u;

/**
 * Enough of an address for its owner to recognise it, e.g. `a***@example.com`.
 * The number of stars is constant, so that the length of the local part is not told either.
 */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = ''] = address.slice(0, Math.max(at, 0));
  const domain = address.slice(at + 1);
  return at > 0 && DOMAIN.test(domain) ? `${first}***@${domain}` : '***';
}
