import type { Pool } from 'pg';
import type { ConnectionId, OrganizationId } from '../../../domain/ids.js';
import type { Position } from '../../../eventstore/port.js';

/** Index: connections_v1_in_order. */
const LIST = `
  select connection_id as id, position from credence_read.connections
  where organization_id = $3 and open and position > $1 order by position limit $2`;

/** Index: connections_v1_in_order. */
const ALL = 'select connection_id as id from credence_read.connections where organization_id = $1';

/** Lists the connections of an organisation in the order in which they were added. */
export async function listConnections(
  pool: Pool,
  organizationId: OrganizationId,
  { after, limit }: { readonly after: Position; readonly limit: number },
): Promise<{ readonly ids: ConnectionId[]; readonly next: Position | null }> {
  const { rows } = await pool.query<{ id: ConnectionId; position: Position }>(LIST, [
    after,
    limit,
    organizationId,
  ]);
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { ids: rows.map(({ id }) => id), next: last?.position ?? null };
}

/** Finds all connections that an organisation has ever had. */
export async function findConnectionsOf(pool: Pool, id: OrganizationId): Promise<ConnectionId[]> {
  return (await pool.query<{ id: ConnectionId }>(ALL, [id])).rows.map((row) => row.id);
}
