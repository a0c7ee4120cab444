import type { Pool } from 'pg';
import { skippingUnreadable } from '../../../domain/aggregate.js';
import { apiKeyAt, usesOf } from '../../../domain/api-key/api-key.js';
import type { ApiKey, Created } from '../../../domain/api-key/api-key.js';
import { revocationTime } from '../../../domain/api-key/revocation.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import { loadState } from '../../../eventstore/folding/load-state.js';
import type { Position } from '../../../eventstore/port.js';

/** An API key with the times of its last recorded use and of its revocation, which may be that of an ancestor. */
export interface ListedKey {
  readonly apiKey: Created;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** A page of API keys, and the position to continue after; null on the last page. */
export interface KeyPage {
  readonly keys: readonly ListedKey[];
  readonly next: Position | null;
}

/** Index: api_keys_v1 (position). */
const PAGE =
  'select key_id, position from credence_read.api_keys where position > $1 order by position limit $2';

/** Returns a page of the API keys of services in the order of their creation. */
export async function listApiKeys(
  pool: Pool,
  log: EventLog,
  { after, limit }: { after: Position; limit: number },
): Promise<KeyPage> {
  const { rows } = await pool.query<{ key_id: string; position: Position }>(PAGE, [after, limit]);
  return await readApiKeys(log, rows, limit);
}

/** Returns the API keys of a page of ids. */
export async function readApiKeys(
  log: EventLog,
  rows: readonly { readonly key_id: string; readonly position: Position }[],
  limit: number,
): Promise<KeyPage> {
  const find = findOnce(log);
  const keys = await Promise.all(rows.map(({ key_id: id }) => readApiKeyState(log, id, find)));
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { keys: keys.flatMap((key) => key ?? []), next: last?.position ?? null };
}

/**
 * Folds one API key from the log, or returns null if it does not exist. An event that this release cannot read is left out,
 * so that one key does not hide the others.
 */
export async function readApiKeyState(
  log: EventLog,
  id: string,
  find = findOnce(log),
): Promise<ListedKey | null> {
  const [apiKey, lastUsedAt] = await Promise.all([find(id), loadState(log, skippingUnreadable(usesOf(id)))]);
  if (apiKey.status !== 'created') return null;
  return { apiKey, lastUsedAt, revokedAt: await revocationTime(apiKey, find) };
}

/** Returns a lookup that loads each key once. The keys of a page often have the same maker. */
function findOnce(log: EventLog): (id: string) => Promise<ApiKey> {
  const found = new Map<string, Promise<ApiKey>>();
  return (id) => {
    const key = found.get(id) ?? loadState(log, skippingUnreadable(apiKeyAt(id)));
    found.set(id, key);
    return key;
  };
}
