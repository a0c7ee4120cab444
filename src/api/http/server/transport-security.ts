const YEAR_SECONDS = 31_536_000;

/**
 * Returns the value of `Strict-Transport-Security` (RFC 6797 §6.1), or null for a service on plain HTTP, which must not
 * send the header (§7.2).
 *
 * @param includeSubDomains also requires TLS from all subdomains, which may belong to others
 */
export function transportSecurity(publicUrl: string, includeSubDomains: boolean): string | null {
  if (new URL(publicUrl).protocol !== 'https:') return null;
  return `max-age=${String(YEAR_SECONDS)}${includeSubDomains ? '; includeSubDomains' : ''}`;
}
