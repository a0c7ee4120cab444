import { domainToUnicode } from 'node:url';
import ipaddr from 'ipaddr.js';

/** Name of the program itself. */
const PROGRAM = 'credence';

/**
 * Returns the names of this service, which attackers try first and no account may use as its password (OWASP ASVS
 * 6.2.11). For `accounts.example.com` they are the host, `example.com`, `example` and `accounts`. Without a list of
 * public suffixes, a host under `co.uk` also yields `co.uk`, which does no harm.
 *
 * @param mailFrom an address, with or without a display name
 */
export function serviceNames(publicUrl: string, mailFrom: string): readonly string[] {
  const names = [PROGRAM, ...hostNames(new URL(publicUrl).hostname), displayName(mailFrom)];
  return [...new Set(names.filter((name) => name !== ''))];
}

function hostNames(host: string): string[] {
  const address = host.replace(/^\[|\]$/g, '');
  if (ipaddr.isValid(address)) return [address];
  const labels = domainToUnicode(host).split('.');
  const parents = labels.slice(0, -1).map((_, i) => labels.slice(i).join('.'));
  return labels.length === 1 ? labels : [...parents, ...labels.slice(0, -1)];
}

/** `"Example, Inc." <no-reply@example.com>` (RFC 5322 §3.4). */
function displayName(mailbox: string): string {
  const [, name = ''] = /^(.*)<[^<>]*>$/.exec(mailbox) ?? [];
  return name.trim().replace(/^"(.*)"$/, '$1');
}
