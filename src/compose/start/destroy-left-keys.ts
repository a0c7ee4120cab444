import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { userOfStream } from '../../domain/user/user.js';
import type { EventStore, Position, StoredEvent } from '../../eventstore/port.js';
import { readCheckpoint } from '../../projections/engine/checkpoints.js';
import { readEventsAt } from '../../projections/views/audit/query.js';
import { AUDIT } from '../../projections/views/audit-trail/projection.js';
import { auditStatement } from '../../projections/views/audit-trail/statement.js';
import { erasureLedger } from '../../security/keys/erasures/ledger.js';
import { REACTIONS } from '../../workers/reactor.js';

const ERASED = 'UserErased';
const PAGE = 1000;
const ERASURES = { type: ERASED, subject: null, actor: null, correlationId: null, from: null } as const;

/** $1 streams, $2 their users. An erasure whose job is still to run is left to the worker, which needs the keys. */
const LEFT = `
  select e.stream
  from unnest($1::text[], $2::text[]) as e (stream, user_id)
  join credence_keys.subject_keys k on k.subject::text = e.user_id
  where k.wrapped is not null
    and not exists (
      select from credence_outbox.outstanding_jobs j
      where j.stream = e.stream and j.name = 'erase-user' and j.failed_at is null
    )`;

/**
 * Destroys the keys that exist although the log has erased their users: a backup of the keys has brought them back. No role
 * serves before (GDP-3).
 *
 * @returns the number of users
 */
export async function destroyLeftKeys(
  pool: Pool,
  store: Pick<EventStore, 'eventAt' | 'readAll'>,
  logger: Logger,
): Promise<number> {
  const reacted = await readCheckpoint(pool, REACTIONS);
  const unindexed = await unindexedErasures(store, await readCheckpoint(pool, AUDIT), reacted);
  const erasures = [...(await indexedErasures(pool, store, reacted)), ...unindexed];
  const found = await withKeys(pool, erasures);
  const ledger = erasureLedger(pool);
  let destroyed = 0;
  for (const { stream, position, recordedAt } of found) {
    const userId = userOfStream(stream);
    if (userId === null) continue;
    await ledger.record({ userId, subjects: [userId], position, erasedAt: recordedAt });
    destroyed += await ledger.destroyKeys(userId);
  }
  if (destroyed > 0)
    logger.warn({ users: destroyed }, 'destroyed keys of erased users that a backup had restored');
  return destroyed;
}

/** Returns the erasures of users whose keys exist. */
async function withKeys(pool: Pool, erasures: readonly StoredEvent[]): Promise<StoredEvent[]> {
  const streams = erasures.map(({ stream }) => stream);
  const { rows } = await pool.query<{ stream: string }>(LEFT, [streams, streams.map(userOfStream)]);
  const left = new Set(rows.map(({ stream }) => stream));
  return erasures.filter(({ stream }) => left.has(stream));
}

async function indexedErasures(
  pool: Pool,
  store: Pick<EventStore, 'eventAt'>,
  until: Position,
): Promise<StoredEvent[]> {
  const found: StoredEvent[] = [];
  for (let before: Position | null = null, isFull = true; isFull;) {
    const { text, values } = auditStatement({ ...ERASURES, to: until }, { before, limit: PAGE });
    const { rows }: { rows: { position: Position }[] } = await pool.query(text, values);
    found.push(...(await readEventsAt(store, rows)));
    before = rows.at(-1)?.position ?? null;
    isFull = rows.length === PAGE;
  }
  return found;
}

/** Returns the erasures that the read model has not reached, such as during its rebuild. */
async function unindexedErasures(
  store: Pick<EventStore, 'readAll'>,
  indexed: Position,
  until: Position,
): Promise<StoredEvent[]> {
  const found: StoredEvent[] = [];
  for (let after = indexed; after < until;) {
    const page = await store.readAll({ after, limit: PAGE });
    found.push(...page.filter(({ type, position }) => type === ERASED && position <= until));
    after = page.at(-1)?.position ?? until;
  }
  return found;
}
