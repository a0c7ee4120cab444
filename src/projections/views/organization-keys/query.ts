import type { Pool } from 'pg';
import type { OrganizationId } from '../../../domain/ids.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import type { Position } from '../../../eventstore/port.js';
import { readApiKeys } from '../api-keys/query.js';
import type { KeyPage } from '../api-keys/query.js';

/** Index: organization_api_keys_v1_in_order. */
const PAGE = `
  select key_id, position from credence_read.organization_api_keys
  where organization_id = $3 and position > $1 order by position limit $2`;

/** Index: organization_api_keys_v1_in_order. */
const ALL = 'select key_id from credence_read.organization_api_keys where organization_id = $1';

/** Returns a page of the API keys of an organisation in the order of their creation. */
export async function listOrganizationKeys(
  pool: Pool,
  log: EventLog,
  organizationId: OrganizationId,
  { after, limit }: { readonly after: Position; readonly limit: number },
): Promise<KeyPage> {
  const { rows } = await pool.query<{ key_id: string; position: Position }>(PAGE, [
    after,
    limit,
    organizationId,
  ]);
  return await readApiKeys(log, rows, limit);
}

/** Finds the ids of all API keys that an organisation has ever had. */
export async function findKeysOf(pool: Pool, id: OrganizationId): Promise<string[]> {
  return (await pool.query<{ key_id: string }>(ALL, [id])).rows.map((row) => row.key_id);
}
