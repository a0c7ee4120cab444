import type { OrganizationId } from '../../../domain/ids.js';
import { requireFounded } from '../../../domain/organization/decisions.js';
import type { OrganizationEvent } from '../../../domain/organization/events.js';
import type { Founded, Organization } from '../../../domain/organization/organization.js';
import { organizationAt } from '../../../domain/organization/organization.js';
import { requirePowerOverMembers } from '../../../domain/organization/power.js';
import type { Authority } from '../../../domain/roles/escalation.js';
import type { Cause } from '../../../eventstore/codec.js';
import { factsOf, loadMember, memberStreams } from '../../../eventstore/folding/load-member.js';
import { loadState } from '../../../eventstore/folding/load-state.js';
import type { Position } from '../../../eventstore/port.js';
import type { CommandDependencies } from '../../dependencies.js';
import { handle, handleGuarded } from '../../handle.js';
import { authorityIn } from './authority-in.js';
import type { RoleManager } from './authority.js';

/** An organisation after a command about its settings. */
interface ChangedSettings {
  readonly organization: Founded;
  readonly position: Position | null;
}

/**
 * Verifies that a caller may change settings with power over every member, before long work.
 *
 * @throws UnknownOrganization, ExceedsOwnPermissions
 */
export async function requireSettingsAuthority(
  { log }: Pick<CommandDependencies, 'log'>,
  id: OrganizationId,
  { person, ...manager }: RoleManager,
): Promise<Founded> {
  if (person === null) {
    requirePowerOverMembers(manager.authority);
    return requireFounded(await loadState(log, organizationAt(id)));
  }
  const facts = await loadMember(log, { organizationId: id, userId: person });
  const organization = requireFounded(facts.organization);
  requirePowerOverMembers(authorityIn(facts, { person, ...manager }));
  return organization;
}

/**
 * Carries out a decision about settings with power over every member of an organisation, such as its domains. The caller
 * needs every permission of an admin.
 *
 * @throws UnknownOrganization, ExceedsOwnPermissions, and the refusals of the decision
 */
export async function changeSettings(
  { log }: Pick<CommandDependencies, 'log'>,
  id: OrganizationId,
  manager: RoleManager,
  cause: Cause,
  decide: (organization: Founded) => readonly OrganizationEvent[],
): Promise<ChangedSettings> {
  const decideBy = (before: Organization, authority: Authority) => {
    const organization = requireFounded(before);
    requirePowerOverMembers(authority);
    return { organization: decide(organization) };
  };
  if (manager.person === null) {
    const streams = { organization: organizationAt(id) };
    const { states, position } = await handle(log, cause, streams, (before) =>
      decideBy(before.organization, manager.authority),
    );
    return { organization: requireFounded(states.organization), position };
  }
  // The organisation comes last, because its events complete the command.
  const { organization, ...others } = memberStreams({ organizationId: id, userId: manager.person });
  const { states, position } = await handleGuarded(log, cause, { ...others, organization }, (before) =>
    decideBy(before.organization, authorityIn(factsOf(before), manager)),
  );
  return { organization: requireFounded(states.organization), position };
}
