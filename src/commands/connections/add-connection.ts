import { addConnection as decide } from '../../domain/connection/decisions.js';
import { connectionIdSchema, deriveId } from '../../domain/ids.js';
import type { OrganizationId } from '../../domain/ids.js';
import type { Cause } from '../../eventstore/codec.js';
import { newSigningPair } from '../../security/saml/own-key.js';
import type { CommandDependencies } from '../dependencies.js';
import type { RoleManager } from '../steps/access/authority.js';
import { requireSettingsAuthority } from '../steps/access/change-settings.js';
import { changeConnection } from './change-connection.js';
import type { ChangedConnection } from './change-connection.js';

/**
 * Adds a connection with a signing key of its own. Its identity provider is described later, since that needs the addresses
 * of this connection first.
 *
 * @throws UnknownOrganization, ExceedsOwnPermissions
 */
export async function addConnection(
  dependencies: Pick<CommandDependencies, 'log'>,
  { organizationId, name }: { readonly organizationId: OrganizationId; readonly name: string },
  manager: RoleManager,
  cause: Cause,
): Promise<ChangedConnection> {
  // Making a key takes up to a second of a processor.
  await requireSettingsAuthority(dependencies, organizationId, manager);
  const id = deriveId(connectionIdSchema, 'connection', cause.commandId);
  const key = await newSigningPair(id, cause.now);
  return await changeConnection(dependencies, { id, organizationId }, manager, cause, (connection) =>
    decide(connection, organizationId, name, key),
  );
}
