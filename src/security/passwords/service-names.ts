import { domainToUnicode } from 'node:url';
import ipaddr from 'ipaddr.js';

/** What people call the program itself. */
const PROGRAM = 'credence';

/**
 * The words by which people know this service, which an attacker tries first: no account may have one of them as its
 * password (OWASP ASVS 6.2.11). Of `accounts.example.com` these are the host, `example.com`, `example` and `accounts`;
 * without a list of public suffixes, `co.uk` is among those of a British one, and harms nobody.
 *
 * @param mailFrom an address, with or without the name that stands before it
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
