import { DomainError } from '../domain-error.js';
import type { ConnectionId, NameClaimStream } from '../ids.js';
import type { OrganizationDomain, OrganizationDomains } from './domains.js';
import type { OrganizationEvent } from './events.js';

/** Another organisation has verified the domain. */
export class DomainTaken extends DomainError {
  readonly code = 'domain_taken';
}
/** Addresses below the domain belong to many people, or it is no domain. */
export class DomainRefused extends DomainError {
  readonly code = 'domain_refused';
}
/** The organisation has as many domains as it can have. */
export class DomainLimit extends DomainError {
  readonly code = 'domain_limit';
}
/** The organisation has no such domain. */
export class UnknownDomain extends DomainError {
  readonly code = 'unknown_domain';
}
/** The name server of the domain does not answer with the proof. */
export class DomainProofMissing extends DomainError {
  readonly code = 'domain_proof_missing';
}

const MAX_DOMAINS = 100;

type WithDomains = { readonly domains: OrganizationDomains };

/**
 * Returns one domain of an organisation.
 *
 * @throws UnknownDomain
 */
export function requireDomain({ domains }: WithDomains, id: string): OrganizationDomain {
  const domain = domains.get(id);
  if (domain === undefined) throw new UnknownDomain();
  return domain;
}

/** Returns the entry of a domain, or null if the organisation has not named it. */
export function findDomain({ domains }: WithDomains, name: string): OrganizationDomain | null {
  return [...domains.values()].find(({ domain }) => domain === name) ?? null;
}

/**
 * Adds a domain. Does nothing if the organisation has named it already.
 *
 * @throws DomainLimit
 */
export function addDomain(organization: WithDomains, id: string, name: string): OrganizationEvent[] {
  if (findDomain(organization, name) !== null) return [];
  if (organization.domains.size >= MAX_DOMAINS) throw new DomainLimit();
  return [{ type: 'DomainAdded', data: { domain_id: id, domain: name } }];
}

/**
 * Records that the proof of a domain was found.
 *
 * @throws UnknownDomain
 */
export function verifyDomain(
  organization: WithDomains,
  id: string,
  claim: NameClaimStream,
): OrganizationEvent[] {
  const known = requireDomain(organization, id);
  if (known.claim === claim && known.missingSince === null) return [];
  return [{ type: 'DomainVerified', data: { domain_id: id, claim } }];
}

/** The time without a proof after which a domain counts no longer. */
export const PROOF_GRACE_MS = 7 * 86_400_000;

/** Records the outcome of a later look at the proof of a domain. A domain that is not verified is ignored. */
export function checkDomain(
  { domains }: WithDomains,
  id: string,
  isFound: boolean,
  now: Date,
): OrganizationEvent[] {
  const domain = domains.get(id);
  if (domain === undefined || domain.claim === null) return [];
  const { claim, missingSince } = domain;
  if (isFound)
    return missingSince === null ? [] : [{ type: 'DomainVerified', data: { domain_id: id, claim } }];
  if (missingSince === null) return [{ type: 'DomainProofMissed', data: { domain_id: id } }];
  if (now.getTime() < missingSince.getTime() + PROOF_GRACE_MS) return [];
  return [{ type: 'DomainVerificationLapsed', data: { domain_id: id, claim } }];
}

/**
 * Demands that people with addresses of a domain sign in by a connection, or opens every way again.
 *
 * @throws UnknownDomain
 * @throws DomainProofMissing the domain is not verified
 */
export function enforceConnection(
  organization: WithDomains,
  id: string,
  connectionId: ConnectionId | null,
): OrganizationEvent[] {
  const { claim, enforcedBy } = requireDomain(organization, id);
  if (claim === null && connectionId !== null) throw new DomainProofMissing();
  if (enforcedBy === connectionId) return [];
  return [{ type: 'DomainEnforcementSet', data: { domain_id: id, connection_id: connectionId } }];
}

/** Removes a domain, whose claim is free soon after. A repetition changes nothing. */
export function removeDomain({ domains }: WithDomains, id: string): OrganizationEvent[] {
  const domain = domains.get(id);
  return domain === undefined
    ? []
    : [{ type: 'DomainRemoved', data: { domain_id: id, claim: domain.claim } }];
}
