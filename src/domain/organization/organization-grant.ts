import type { OrganizationId } from '../ids.js';
import { isActiveMember, rolesIn } from './access.js';
import type { MemberFacts } from './access.js';
import { UnknownOrganization } from './decisions.js';

/** The part of an access token that is about an organisation. */
export interface OrganizationGrant {
  readonly organizationId: OrganizationId;
  /** The keys of the roles of the person there; null: they are too many for a token. */
  readonly roles: readonly string[] | null;
  /** The state of the organisation that the token was issued by. */
  readonly revisions: GrantRevisions;
}

/** The newest revisions of the streams that decide about a member. A stream without events counts as 0. */
export interface GrantRevisions {
  readonly organization: number;
  readonly ownRoles: number;
  readonly membership: number;
}

const MAX_ROLES = 32;
const MAX_ROLES_BYTES = 1024;

/**
 * Grants the use of an organisation to a member.
 *
 * @throws UnknownOrganization the person is no active member; the answer is the same for a made-up id
 */
export function grantOrganization(organizationId: OrganizationId, facts: MemberFacts): OrganizationGrant {
  const { organization, ownRoles, membership } = facts;
  if (organization.status !== 'founded' || !isActiveMember(facts)) throw new UnknownOrganization();
  const keys = [...new Set(rolesIn(facts).map(({ key }) => key))];
  const isShort = keys.length <= MAX_ROLES && Buffer.byteLength(keys.join()) <= MAX_ROLES_BYTES;
  return {
    organizationId,
    roles: isShort ? keys : null,
    revisions: {
      organization: organization.revision,
      ownRoles: ownRoles.revision ?? 0,
      membership: membership.revision ?? 0,
    },
  };
}

/** Tells whether a grant still holds: the person is an active member, and no later event took permissions. */
export function isCurrentGrant({ revisions }: OrganizationGrant, facts: MemberFacts): boolean {
  const { organization, ownRoles, membership } = facts;
  if (organization.status !== 'founded' || !isActiveMember(facts)) return false;
  return (
    revisions.organization >= (organization.reducedAt ?? 0) &&
    revisions.ownRoles >= (ownRoles.reducedAt ?? 0) &&
    revisions.membership >= (membership.reducedAt ?? 0)
  );
}
