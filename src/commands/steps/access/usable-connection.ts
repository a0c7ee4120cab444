import { connectionAt, connectionOfProvider } from '../../../domain/connection/connection.js';
import type { OpenConnection } from '../../../domain/connection/connection.js';
import { UnknownConnection } from '../../../domain/connection/decisions.js';
import type { ConnectionId, UserId } from '../../../domain/ids.js';
import { membershipAt } from '../../../domain/organization/membership.js';
import { organizationAt } from '../../../domain/organization/organization.js';
import type { Founded } from '../../../domain/organization/organization.js';
import { SignInRefused } from '../../../domain/user/identity-decisions.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import { loadState } from '../../../eventstore/folding/load-state.js';

/** A connection of an active organisation. */
export interface ActiveConnection {
  readonly connection: OpenConnection;
  readonly organization: Founded;
}

/**
 * Loads a connection of an active organisation, which need not be enabled.
 *
 * @throws UnknownConnection
 */
export async function loadConnection(log: EventLog, id: ConnectionId): Promise<ActiveConnection> {
  const connection = await loadState(log, connectionAt(id));
  if (connection.status !== 'open') throw new UnknownConnection();
  const organization = await loadState(log, organizationAt(connection.organizationId));
  if (organization.status !== 'founded' || organization.isSuspended) throw new UnknownConnection();
  return { connection, organization };
}

/**
 * Loads a connection by which members can sign in now.
 *
 * @throws UnknownConnection
 */
export async function requireUsableConnection(log: EventLog, id: ConnectionId): Promise<ActiveConnection> {
  const active = await loadConnection(log, id);
  if (!active.connection.isEnabled) throw new UnknownConnection();
  return active;
}

/**
 * Verifies that a sign-in by a connection may end in a session: connection, organisation and membership are active. Does
 * nothing for another way to sign in.
 *
 * @param provider the name of the identity provider, or null
 * @throws SignInRefused
 */
export async function requireConnected(
  log: EventLog,
  provider: string | null,
  userId: UserId,
): Promise<void> {
  const id = provider === null ? null : connectionOfProvider(provider);
  if (id === null) return;
  const organizationId = await organizationOf(log, id);
  const membership = await loadState(log, membershipAt({ organizationId, userId }));
  if (membership.status !== 'active') throw new SignInRefused();
}

async function organizationOf(log: EventLog, id: ConnectionId) {
  try {
    return (await requireUsableConnection(log, id)).organization.id;
  } catch (error) {
    throw error instanceof UnknownConnection ? new SignInRefused() : error;
  }
}
