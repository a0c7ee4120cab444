import { Erased } from '../event.js';
import type { ConnectionId, NameClaimStream } from '../ids.js';
import { domainOf } from '../user/email-address.js';
import type { EmailAddress } from '../user/email-address.js';
import type { OrganizationEvent } from './events.js';

/** A domain that an organisation has named. */
export interface OrganizationDomain {
  readonly id: string;
  /** In ASCII and lower case. Empty after an erasure. */
  readonly domain: string;
  /** The claim that keeps other organisations from it; null: the domain is not verified. */
  readonly claim: NameClaimStream | null;
  readonly addedAt: Date;
  readonly verifiedAt: Date | null;
  /** The time since which the proof of the verified domain is missing; null: it is not. */
  readonly missingSince: Date | null;
  /** The connection by which alone people with addresses of the domain sign in; null: every way is open. */
  readonly enforcedBy: ConnectionId | null;
}

/** The domains of an organisation by their ids. */
export type OrganizationDomains = ReadonlyMap<string, OrganizationDomain>;

type DomainEvent = Extract<
  OrganizationEvent,
  {
    type:
      | 'DomainAdded'
      | 'DomainVerified'
      | 'DomainProofMissed'
      | 'DomainEnforcementSet'
      | 'DomainVerificationLapsed'
      | 'DomainRemoved';
  }
>;

const UNVERIFIED = { claim: null, verifiedAt: null, missingSince: null, enforcedBy: null };

/** Returns the domains of an organisation after an event. */
export function domainChanges(
  before: OrganizationDomains,
  { type, data }: DomainEvent,
  occurredAt: Date,
): OrganizationDomains {
  const after = new Map(before);
  const { domain_id: id } = data;
  if (type === 'DomainAdded') {
    const domain = data.domain instanceof Erased ? '' : data.domain;
    return after.set(id, { id, domain, ...UNVERIFIED, addedAt: occurredAt });
  }
  const known = before.get(id);
  if (type === 'DomainRemoved' || known === undefined) {
    after.delete(id);
    return after;
  }
  if (type === 'DomainVerified')
    return after.set(id, {
      ...known,
      claim: data.claim,
      verifiedAt: known.verifiedAt ?? occurredAt,
      missingSince: null,
    });
  if (type === 'DomainProofMissed')
    return after.set(id, { ...known, missingSince: known.missingSince ?? occurredAt });
  if (type === 'DomainEnforcementSet') return after.set(id, { ...known, enforcedBy: data.connection_id });
  return after.set(id, { ...known, ...UNVERIFIED });
}

/** Tells whether an organisation has verified the domain of an address. */
export function hasVerified(
  { domains }: { readonly domains: OrganizationDomains },
  address: EmailAddress,
): boolean {
  const ofAddress = domainOf(address);
  return [...domains.values()].some(({ domain, claim }) => claim !== null && domain === ofAddress);
}

/** Returns the connection that a verified domain demands, or null. */
export function connectionDemandedBy(
  { domains }: { readonly domains: OrganizationDomains },
  claim: NameClaimStream,
): ConnectionId | null {
  return [...domains.values()].find((domain) => domain.claim === claim)?.enforcedBy ?? null;
}
