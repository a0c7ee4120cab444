import type { OrganizationId } from '../../domain/ids.js';
import type { MemberFacts } from '../../domain/organization/access.js';
import type { MembershipEvent, OrganizationEvent } from '../../domain/organization/events.js';
import type { MemberIds, Membership } from '../../domain/organization/membership.js';
import { organizationAt } from '../../domain/organization/organization.js';
import type { Organization } from '../../domain/organization/organization.js';
import type { RoleSetEvent } from '../../domain/roles/events.js';
import type { RoleSet } from '../../domain/roles/role-set.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { organizationStreams } from '../../eventstore/folding/load-member.js';
import type { AccessCache } from './access-cache.js';
import type { LiveFollower } from './live-subscription.js';
import { stateCache } from './state-cache.js';

/** A cache of the state that decides about the permissions of people in organisations. */
export interface MemberCache {
  readonly find: (ids: MemberIds) => Promise<MemberFacts>;
  readonly findOrganization: (id: OrganizationId) => Promise<Organization>;
  readonly followers: readonly LiveFollower[];
}

/** Creates a cache of organisations, their roles and memberships, each loaded again after an event of its stream. */
export function memberCache(log: EventLog, access: Pick<AccessCache, 'find'>): MemberCache {
  const organizations = stateCache<Organization, OrganizationEvent>(
    log,
    ({ status }) => status === 'founded',
  );
  const roles = stateCache<RoleSet, RoleSetEvent>(log);
  const memberships = stateCache<Membership, MembershipEvent>(log);
  return {
    findOrganization: (id) => organizations.find(organizationAt(id)),
    async find(ids) {
      const streams = organizationStreams(ids);
      const [{ facts: person }, organization] = await Promise.all([
        access.find(ids.userId),
        organizations.find(streams.organization),
      ]);
      const { ownRoles, membership } = streams;
      if (organization.status !== 'founded')
        return { person, organization, ownRoles: ownRoles.initial, membership: membership.initial };
      const [set, state] = await Promise.all([roles.find(ownRoles), memberships.find(membership)]);
      return { person, organization, ownRoles: set, membership: state };
    },
    followers: [organizations, roles, memberships],
  };
}
