import { v5 as uuidv5 } from 'uuid';
import { providerOf } from '../../domain/connection/connection.js';
import type { OpenConnection } from '../../domain/connection/connection.js';
import type { UserId } from '../../domain/ids.js';
import { membershipAt } from '../../domain/organization/membership.js';
import { followProviderRoles } from '../../domain/organization/role-assignment.js';
import { organizationRoles } from '../../domain/roles/organization-roles.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CheckedAssertion } from '../../security/saml/check-response.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/**
 * Gives a member the roles that the assertion of a sign-in maps to, and takes the other mapped ones. Does nothing for a
 * connection without a mapping.
 */
export async function followRoles(
  { log }: Pick<CommandDependencies, 'log'>,
  userId: UserId,
  { id, organizationId, settings: { role_mapping: mapping } }: OpenConnection,
  { attributes }: Pick<CheckedAssertion, 'attributes'>,
  cause: Cause,
): Promise<void> {
  if (mapping === null) return;
  const values = attributes.get(mapping.attribute) ?? [];
  const given = mapping.roles.filter(({ value }) => values.includes(value));
  // Several values may give one role.
  const mapped = [...new Set(mapping.roles.map(({ role_id: role }) => role))];
  const roles = { mapped, given: given.map(({ role_id: role }) => role) };
  const ids = { organizationId, userId };
  const own = { ...cause, commandId: uuidv5('roles', cause.commandId), actor: providerOf(id) };
  const streams = { ownRoles: organizationRoles(organizationId), membership: membershipAt(ids) };
  await handle(log, own, streams, ({ ownRoles, membership }) => ({
    membership: followProviderRoles(membership, ids, ownRoles, roles),
  }));
}
