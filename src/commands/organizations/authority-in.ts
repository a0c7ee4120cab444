import type { OrganizationId } from '../../domain/ids.js';
import { permissionsIn } from '../../domain/organization/access.js';
import type { Authority } from '../../domain/roles/escalation.js';
import { loadMember } from '../../eventstore/folding/load-member.js';
import type { CommandDependencies } from '../dependencies.js';
import { withinCredential } from '../roles/authority.js';
import type { RoleManager } from '../roles/authority.js';

/** Reads the permissions that a caller may pass on in an organisation. Those of a person come from the log. */
export async function authorityIn(
  { log }: Pick<CommandDependencies, 'log'>,
  organizationId: OrganizationId,
  manager: RoleManager,
): Promise<Authority> {
  const { person, authority } = manager;
  if (person === null) return authority;
  return withinCredential(permissionsIn(await loadMember(log, { organizationId, userId: person })), manager);
}
