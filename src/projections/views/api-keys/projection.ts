import type { Pool } from 'pg';
import { apiKeyAt, apiKeys, usesOf } from '../../../domain/api-key/api-key.js';
import type { Created } from '../../../domain/api-key/api-key.js';
import { loadState } from '../../../eventstore/load-state.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import type { Position, StoredEvent } from '../../../eventstore/port.js';
import type { Projection } from '../../engine/projection.js';

const INSERT = `
  insert into api_keys_v1 (key_id, position)
  select * from unnest($1::uuid[], $2::text[])
  on conflict do nothing`;

/** Which API keys there are, in the order in which they were made. */
export function apiKeysProjection(): Projection {
  return {
    name: 'api_keys@1',
    schema: new URL('./schema.sql', import.meta.url),
    tables: ['api_keys_v1'],
    concerns: ({ type }) => type === 'ApiKeyCreated',

    async handle(events, transaction) {
      const ids = events.map(({ stream }) => apiKeys.idOf(stream));
      await transaction.query(INSERT, [ids, events.map(({ position }: StoredEvent) => position)]);
    },
  };
}

/** A key, and when it was last used as far as that was noted. */
export interface ListedKey {
  readonly apiKey: Created;
  readonly lastUsedAt: Date | null;
}

/** Index: api_keys_v1 (position). */
const PAGE = 'select key_id, position from api_keys where position > $1 order by position limit $2';

/**
 * A page of keys in the order in which they were made.
 *
 * @returns after which to look for more; null where there are none
 */
export async function listApiKeys(
  pool: Pool,
  log: EventLog,
  { after, limit }: { after: Position; limit: number },
): Promise<{ keys: ListedKey[]; next: Position | null }> {
  const { rows } = await pool.query<{ key_id: string; position: Position }>(PAGE, [after, limit]);
  const keys = await Promise.all(rows.map(({ key_id: id }) => readApiKeyState(log, id)));
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { keys: keys.flatMap((key) => key ?? []), next: last?.position ?? null };
}

/** One key as it is in the log, or null where there is none. */
export async function readApiKeyState(log: EventLog, id: string): Promise<ListedKey | null> {
  const [apiKey, lastUsedAt] = await Promise.all([loadState(log, apiKeyAt(id)), loadState(log, usesOf(id))]);
  return apiKey.status === 'created' ? { apiKey, lastUsedAt } : null;
}
