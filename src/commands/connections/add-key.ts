import { addKey as decide, requireConnection } from '../../domain/connection/decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import { newSigningPair } from '../../security/saml/own-key.js';
import type { CommandDependencies } from '../dependencies.js';
import type { RoleManager } from '../steps/access/authority.js';
import { requireSettingsAuthority } from '../steps/access/change-settings.js';
import { changeConnection } from './change-connection.js';
import type { ChangedConnection, ConnectionIds } from './change-connection.js';

/**
 * Adds the next signing key of a connection. The identity provider learns it from the metadata, before it signs anything.
 *
 * @throws UnknownOrganization, UnknownConnection, ExceedsOwnPermissions
 */
export async function addKey(
  dependencies: Pick<CommandDependencies, 'log'>,
  ids: ConnectionIds,
  manager: RoleManager,
  cause: Cause,
): Promise<ChangedConnection> {
  // Making a key takes up to a second of a processor.
  await requireSettingsAuthority(dependencies, ids.organizationId, manager);
  const key = await newSigningPair(ids.id, cause.now);
  return await changeConnection(dependencies, ids, manager, cause, (connection) =>
    decide(requireConnection(connection, ids.organizationId), key),
  );
}
