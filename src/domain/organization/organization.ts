import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { Erased } from '../event.js';
import type { Recorded } from '../event.js';
import { organizationIdSchema } from '../ids.js';
import type { NameClaimStream, OrganizationId, UserId } from '../ids.js';
import { domainChanges } from './domains.js';
import type { OrganizationDomains } from './domains.js';
import { organizationEvents } from './events.js';
import type { OrganizationEvent } from './events.js';
import { NO_POLICY } from './policy.js';
import type { OrganizationPolicy } from './policy.js';

export interface Founded {
  readonly status: 'founded';
  readonly id: OrganizationId;
  readonly name: string;
  /** The name in URLs. */
  readonly slug: string;
  readonly slugClaim: NameClaimStream;
  readonly owners: ReadonlySet<UserId>;
  readonly isSuspended: boolean;
  /** The domains of the organisation by their ids. */
  readonly domains: OrganizationDomains;
  /** The demands on the sessions of members. */
  readonly policy: OrganizationPolicy;
  readonly foundedAt: Date;
  readonly revision: number;
  /** The revision of the newest event after which earlier tokens are refused; null: there is none. */
  readonly reducedAt: number | null;
}

export type Organization =
  { readonly status: 'unknown' } | Founded | { readonly status: 'deleted'; readonly id: OrganizationId };

/** The key of the organisation encrypts its names. No event here is about its members' data. */
export const organizations = defineCategory({
  prefix: 'organization',
  events: organizationEvents,
  subject: 'stream_thing',
});

export function organizationAt(id: OrganizationId): Aggregate<Organization, OrganizationEvent> {
  return organizations.aggregate<Organization, OrganizationEvent>(id, {
    initial: { status: 'unknown' },
    evolve(organization, event) {
      if (event.type === 'OrganizationCreated') return founded(id, event);
      if (organization.status === 'founded') return changed(organization, event);
      // The foundation was interrupted.
      return { status: 'deleted', id };
    },
  });
}

/** Returns the organisation that a stream is about, or null for a stream of another category. */
export function organizationOfStream(stream: string): OrganizationId | null {
  return organizationIdSchema.safeParse(organizations.idOf(stream)).data ?? null;
}

type Created = Extract<OrganizationEvent, { type: 'OrganizationCreated' }>;

function founded(id: OrganizationId, { data, occurredAt, revision }: Recorded<Created>): Founded {
  return {
    status: 'founded',
    id,
    name: textOf(data.name),
    slug: textOf(data.slug),
    slugClaim: data.slug_claim,
    owners: new Set([data.owner_id]),
    isSuspended: false,
    domains: new Map(),
    policy: NO_POLICY,
    foundedAt: occurredAt,
    revision,
    reducedAt: null,
  };
}

function changed(
  before: Founded,
  event: Recorded<Exclude<OrganizationEvent, { type: 'OrganizationCreated' }>>,
): Organization {
  const { revision } = event;
  const same = { ...before, revision };
  switch (event.type) {
    case 'OrganizationRenamed':
      return { ...same, name: textOf(event.data.name) };
    case 'OrganizationSlugChanged':
      return { ...same, slug: textOf(event.data.slug), slugClaim: event.data.claim };
    case 'OrganizationNameLapsed':
      return same;
    case 'OrganizationResumed':
      return { ...same, isSuspended: false };
    case 'OwnerAdded':
      return { ...same, owners: new Set([...before.owners, event.data.user_id]) };
    case 'OwnerRemoved':
      return { ...same, owners: without(before.owners, event.data.user_id), reducedAt: revision };
    case 'OrganizationSuspended':
      return { ...same, isSuspended: true, reducedAt: revision };
    case 'OrganizationPolicySet':
      return {
        ...same,
        policy: {
          requireMfa: event.data.require_mfa,
          maxSessionAgeS: event.data.max_session_age_s,
          tokenTtlS: event.data.token_ttl_s,
        },
        ...(event.data.reduces && { reducedAt: revision }),
      };
    case 'DomainAdded':
    case 'DomainVerified':
    case 'DomainProofMissed':
    case 'DomainVerificationLapsed':
    case 'DomainRemoved':
      return { ...same, domains: domainChanges(before.domains, event, event.occurredAt) };
    case 'DomainEnforcementSet':
      return {
        ...same,
        domains: domainChanges(before.domains, event, event.occurredAt),
        ...(event.data.connection_id !== null && { reducedAt: revision }),
      };
    case 'OrganizationDeleted':
      return { status: 'deleted', id: before.id };
  }
}

function without(owners: ReadonlySet<UserId>, userId: UserId): ReadonlySet<UserId> {
  return new Set([...owners].filter((owner) => owner !== userId));
}

function textOf(text: string | Erased): string {
  return text instanceof Erased ? '' : text;
}
