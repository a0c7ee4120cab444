import { Erased } from '../event.js';
import type { EmailAddress } from '../user/email-address.js';
import type { OrganizationEvent } from './events.js';

/** A domain that an organisation has named. */
export interface OrganizationDomain {
  /** In ASCII and lower case. Empty after an erasure. */
  readonly domain: string;
  /** True while its proof is known. */
  readonly isVerified: boolean;
}

/** The domains of an organisation by their ids. */
export type OrganizationDomains = ReadonlyMap<string, OrganizationDomain>;

type DomainEvent = Extract<
  OrganizationEvent,
  { type: 'DomainAdded' | 'DomainVerified' | 'DomainVerificationLapsed' | 'DomainRemoved' }
>;

/** Returns the domains of an organisation after an event. */
export function domainChanges(before: OrganizationDomains, { type, data }: DomainEvent): OrganizationDomains {
  const after = new Map(before);
  const { domain_id: id } = data;
  const known = before.get(id);
  if (type === 'DomainAdded') {
    const domain = data.domain instanceof Erased ? '' : data.domain;
    return after.set(id, { domain, isVerified: false });
  }
  if (type === 'DomainRemoved') after.delete(id);
  else if (known !== undefined) after.set(id, { ...known, isVerified: type === 'DomainVerified' });
  return after;
}

/** Tells whether an organisation has verified the domain of an address. */
export function hasVerified(
  { domains }: { readonly domains: OrganizationDomains },
  address: EmailAddress,
): boolean {
  const ofAddress = address.slice(address.lastIndexOf('@') + 1);
  return [...domains.values()].some(({ domain, isVerified }) => isVerified && domain === ofAddress);
}
