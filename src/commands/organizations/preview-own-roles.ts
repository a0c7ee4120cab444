import { fold } from '../../domain/aggregate.js';
import type { OrganizationId } from '../../domain/ids.js';
import { requireFounded } from '../../domain/organization/decisions.js';
import { organizationAt } from '../../domain/organization/organization.js';
import type { Authority } from '../../domain/roles/escalation.js';
import type { RoleSetEvent } from '../../domain/roles/events.js';
import { organizationRoles, withAppPermissions } from '../../domain/roles/organization-roles.js';
import { globalRoles } from '../../domain/roles/role-set.js';
import type { RoleSet } from '../../domain/roles/role-set.js';
import type { Cause } from '../../eventstore/codec.js';
import { loadStream } from '../../eventstore/folding/folded-streams.js';
import { loadMember } from '../../eventstore/folding/load-member.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { recordEvents } from '../append-changes.js';
import type { CommandDependencies } from '../dependencies.js';
import type { RoleSetPreview } from '../roles/preview-role-set.js';
import { authorityIn } from '../steps/access/authority-in.js';
import type { RoleManager } from '../steps/access/authority.js';

/**
 * Takes a decision about the own roles of an organisation without carrying it out. It refuses as the change would.
 *
 * @throws UnknownOrganization, and the refusals of the decision
 */
export async function previewOwnRoles(
  { log }: Pick<CommandDependencies, 'log'>,
  id: OrganizationId,
  manager: RoleManager,
  cause: Cause,
  decide: (set: RoleSet, authority: Authority) => readonly RoleSetEvent[],
): Promise<RoleSetPreview> {
  const ownRoles = organizationRoles(id);
  const [authority, organization, global, loaded] = await Promise.all([
    authorityOf({ log }, id, manager),
    loadState(log, organizationAt(id)),
    loadState(log, globalRoles),
    loadStream(log, ownRoles),
  ]);
  requireFounded(organization);
  const before = withAppPermissions(loaded.state, global);
  const events = recordEvents(loaded, decide(before, authority), cause);
  return { before, after: withAppPermissions(fold(ownRoles, events, loaded.state), global) };
}

async function authorityOf(
  { log }: Pick<CommandDependencies, 'log'>,
  organizationId: OrganizationId,
  manager: RoleManager,
): Promise<Authority> {
  if (manager.person === null) return manager.authority;
  return authorityIn(await loadMember(log, { organizationId, userId: manager.person }), manager);
}
