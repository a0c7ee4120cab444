import { connectionAt, connectionOfProvider } from '../../domain/connection/connection.js';
import type { OpenConnection } from '../../domain/connection/connection.js';
import type { SessionId } from '../../domain/ids.js';
import { sessionAt } from '../../domain/session/session.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { loadState } from '../../eventstore/folding/load-state.js';

/** A session at the identity provider of an organisation that a logout request can end. */
export interface ProviderSession {
  readonly connection: OpenConnection;
  /** The address of the identity provider for logout messages. */
  readonly sloUrl: string;
  readonly nameId: { readonly value: string; readonly format: string };
  readonly index: string | null;
}

/** Finds the session at an identity provider that a session here began with; null without a logout there. */
export async function findProviderSession(log: EventLog, id: SessionId): Promise<ProviderSession | null> {
  const session = await loadState(log, sessionAt(id));
  if (session.status !== 'started' || session.provider === null) return null;
  const connectionId = connectionOfProvider(session.provider);
  const { name = null, format = null, index = null } = session.atProvider ?? {};
  if (connectionId === null || name === null || format === null) return null;
  const connection = await loadState(log, connectionAt(connectionId));
  if (connection.status !== 'open') return null;
  const { entityId, sloUrl } = connection.provider;
  if (entityId === null || sloUrl === null) return null;
  return { connection, sloUrl, nameId: { value: name, format }, index };
}
