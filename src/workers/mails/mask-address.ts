const DOMAIN = /^[\p{L}\p{M}\p{N}.-]+$/u;

/**
 * Masks an address, e.g. `a***@example.com`, so that its owner still recognises it. The number of stars is constant and
 * does not reveal the length of the local part.
 */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = ''] = address.slice(0, Math.max(at, 0));
  const domain = address.slice(at + 1);
  return at > 0 && DOMAIN.test(domain) ? `${first}***@${domain}` : '***';
}
