import { DomainError } from '../domain-error.js';
import type { NameClaimStream, UserId } from '../ids.js';
import { RoleLimit } from '../roles/role-decisions.js';
import { canSignIn, RevisionMismatch, UnknownUser } from '../user/decisions.js';
import type { User } from '../user/user.js';
import type { OrganizationEvent } from './events.js';
import type { Founded, Organization } from './organization.js';

/** The organisation does not exist, or the caller has no part in it. The client does not learn which. */
export class UnknownOrganization extends DomainError {
  readonly code = 'unknown_organization';
}
/** The organisation would have no owner. */
export class LastOwner extends DomainError {
  readonly code = 'last_owner';
}

const MAX_OWNERS = 20;

/** The name of an organisation in URLs, with the claim that keeps it unique. */
export interface Slug {
  readonly text: string;
  readonly claim: NameClaimStream;
}

/**
 * Founds an organisation, whose first owner is a person with an open account.
 *
 * @throws UnknownUser
 * @throws UnknownOrganization the foundation was interrupted for too long
 */
export function foundOrganization(
  organization: Organization,
  { name, slug }: { readonly name: string; readonly slug: Slug },
  owner: User,
): OrganizationEvent[] {
  if (!canSignIn(owner)) throw new UnknownUser();
  if (organization.status === 'deleted') throw new UnknownOrganization();
  if (organization.status === 'founded') return [];
  const data = { name, slug: slug.text, slug_claim: slug.claim, owner_id: owner.id };
  return [{ type: 'OrganizationCreated', data }];
}

/**
 * Returns the organisation, if it exists at the expected revision; null matches every revision.
 *
 * @throws UnknownOrganization, RevisionMismatch
 */
export function requireFounded(organization: Organization, revision: number | null = null): Founded {
  if (organization.status !== 'founded') throw new UnknownOrganization();
  if (revision !== null && organization.revision !== revision) throw new RevisionMismatch();
  return organization;
}

/** Renames an organisation, and changes its slug. An absent name or slug stays. */
export function changeNames(
  organization: Founded,
  { name, slug }: { readonly name?: string | undefined; readonly slug?: Slug | undefined },
): OrganizationEvent[] {
  const events: OrganizationEvent[] = [];
  if (name !== undefined && name !== organization.name)
    events.push({ type: 'OrganizationRenamed', data: { name } });
  if (slug !== undefined && slug.claim !== organization.slugClaim) {
    const data = { slug: slug.text, claim: slug.claim, previous_claim: organization.slugClaim };
    events.push({ type: 'OrganizationSlugChanged', data });
  }
  return events;
}

/** @throws UnknownOrganization */
export function suspendOrganization(organization: Organization, reason: string | null): OrganizationEvent[] {
  if (requireFounded(organization).isSuspended) return [];
  return [{ type: 'OrganizationSuspended', data: { reason } }];
}

/** @throws UnknownOrganization */
export function resumeOrganization(organization: Organization, reason: string | null): OrganizationEvent[] {
  if (!requireFounded(organization).isSuspended) return [];
  return [{ type: 'OrganizationResumed', data: { reason } }];
}

/** Deletes an organisation for good. */
export function deleteOrganization(organization: Organization): OrganizationEvent[] {
  return organization.status === 'founded' ? [{ type: 'OrganizationDeleted', data: {} }] : [];
}

/**
 * Makes a member an owner.
 *
 * @throws UnknownOrganization
 * @throws RoleLimit there are too many owners
 */
export function addOwner(organization: Organization, userId: UserId): OrganizationEvent[] {
  const { owners } = requireFounded(organization);
  if (owners.has(userId)) return [];
  if (owners.size >= MAX_OWNERS) throw new RoleLimit();
  return [{ type: 'OwnerAdded', data: { user_id: userId } }];
}

/**
 * Makes an owner an ordinary member.
 *
 * @throws UnknownOrganization
 * @throws LastOwner nobody else could undo it
 */
export function removeOwner(organization: Organization, userId: UserId): OrganizationEvent[] {
  const { owners } = requireFounded(organization);
  if (!owners.has(userId)) return [];
  if (owners.size === 1) throw new LastOwner();
  return [{ type: 'OwnerRemoved', data: { user_id: userId } }];
}

/**
 * Makes a command fail that claimed a name and has not used it yet. An organisation that was never founded never will be.
 */
export function abandonNames(organization: Organization, claim: NameClaimStream): OrganizationEvent[] {
  if (organization.status === 'deleted' || usesName(organization, claim)) return [];
  return [{ type: 'OrganizationNameLapsed', data: { claim } }];
}

/** Tells whether an organisation uses a name that it has claimed. */
export function usesName(organization: Organization, claim: NameClaimStream): boolean {
  if (organization.status !== 'founded') return false;
  const { slugClaim, domains } = organization;
  return slugClaim === claim || [...domains.values()].some((domain) => domain.claim === claim);
}

/** Ends the ownership of an erased person, who may be the last owner. */
export function removeErasedOwner(organization: Organization, userId: UserId): OrganizationEvent[] {
  const isOwner = organization.status === 'founded' && organization.owners.has(userId);
  return isOwner ? [{ type: 'OwnerRemoved', data: { user_id: userId } }] : [];
}
