const DOMAIN = /^[\p{L}\p{M}\p{N}.-]+$/u;

/**
 * Masks an address so that only its owner recognises it, e.g. `a***@example.com`. The number of stars is constant, so
 * that it does not reveal the length of the local part.
 */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = ''] = address.slice(0, Math.max(at, 0));
  const domain = address.slice(at + 1);
  return at > 0 && DOMAIN.test(domain) ? `${first}***@${domain}` : '***';
}
