import type { OrganizationId, UserId } from '../../domain/ids.js';
import type { MemberFacts } from '../../domain/organization/access.js';
import type { MemberIds } from '../../domain/organization/membership.js';
import { organizationAt } from '../../domain/organization/organization.js';
import type { Organization } from '../../domain/organization/organization.js';
import { permissionsOf } from '../../domain/roles/access.js';
import type { EventLog } from '../event-log.js';
import { loadAccess } from './load-access.js';
import { loadMember } from './load-member.js';
import { loadState } from './load-state.js';

/** A lookup of the state that limits the scopes of API keys. */
interface LoggedPermissions {
  readonly permissionsOf: (userId: UserId) => Promise<ReadonlySet<string>>;
  readonly findOrganization: (id: OrganizationId) => Promise<Organization>;
  readonly findMember: (ids: MemberIds) => Promise<MemberFacts>;
}

/** Returns a lookup that reads the log. */
export function permissionsFrom(log: EventLog): LoggedPermissions {
  return {
    permissionsOf: async (userId) => permissionsOf(await loadAccess(log, userId)),
    findOrganization: (id) => loadState(log, organizationAt(id)),
    findMember: (ids) => loadMember(log, ids),
  };
}
