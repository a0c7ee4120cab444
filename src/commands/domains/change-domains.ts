import type { OrganizationId } from '../../domain/ids.js';
import { requireFounded } from '../../domain/organization/decisions.js';
import type { OrganizationEvent } from '../../domain/organization/events.js';
import type { Founded } from '../../domain/organization/organization.js';
import { organizationAt } from '../../domain/organization/organization.js';
import { requirePowerOverMembers } from '../../domain/organization/power.js';
import type { Cause } from '../../eventstore/codec.js';
import { factsOf, memberStreams } from '../../eventstore/folding/load-member.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle, handleGuarded } from '../handle.js';
import { authorityIn } from '../organizations/authority-in.js';
import type { ChangedOrganization } from '../organizations/found-organization.js';
import type { RoleManager } from '../steps/access/authority.js';

/**
 * Carries out a decision about the domains of an organisation. The caller needs every permission of an admin, because the
 * holder of a domain decides about the accounts with its addresses.
 *
 * @throws UnknownOrganization, ExceedsOwnPermissions, and the refusals of the decision
 */
export async function changeDomains(
  { log }: Pick<CommandDependencies, 'log'>,
  id: OrganizationId,
  manager: RoleManager,
  cause: Cause,
  decide: (organization: Founded) => readonly OrganizationEvent[],
): Promise<ChangedOrganization> {
  const { states, position } =
    manager.person === null
      ? await handle(log, cause, { organization: organizationAt(id) }, ({ organization }) => {
          requirePowerOverMembers(manager.authority);
          return { organization: decide(requireFounded(organization)) };
        })
      : await handleGuarded(
          log,
          cause,
          memberStreams({ organizationId: id, userId: manager.person }),
          (own) => {
            requirePowerOverMembers(authorityIn(factsOf(own), manager));
            return { organization: decide(requireFounded(own.organization)) };
          },
        );
  return { organization: requireFounded(states.organization), position };
}
