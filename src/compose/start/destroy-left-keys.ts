import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { userOfStream } from '../../domain/user/user.js';
import type { EventStore, Position, StoredEvent } from '../../eventstore/port.js';
import { readCheckpoint } from '../../projections/engine/checkpoints.js';
import { readEventsAt } from '../../projections/views/audit/query.js';
import { erasureLedger } from '../../security/keys/erasures/ledger.js';
import { REACTIONS } from '../../workers/reactor.js';

const ERASED = 'UserErased';
/** The read model that finds erasures. */
const INDEX = 'audit@1';
const PAGE = 1000;

/** Index: audit_v1_by_type. An erasure whose job is still to run is left to the worker, which needs the keys. */
const LEFT = `
  select a.position
  from credence_read.audit_v1 a
  join credence_keys.subject_keys k on k.subject::text = a.subject
  where a.type = '${ERASED}' and k.wrapped is not null and a.position <= $1
    and not exists (
      select from credence_outbox.outstanding_jobs j
      where j.stream = a.stream and j.name = 'erase-user' and j.failed_at is null
    )
  order by a.position`;

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
  const { rows } = await pool.query<{ position: Position }>(LEFT, [reacted]);
  const found = [...(await readEventsAt(store, rows)), ...(await unindexedErasures(pool, store, reacted))];
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

/** Returns the erasures that the read model has not reached, such as during its rebuild. */
async function unindexedErasures(
  pool: Pool,
  store: Pick<EventStore, 'readAll'>,
  until: Position,
): Promise<StoredEvent[]> {
  const found: StoredEvent[] = [];
  for (let after = await readCheckpoint(pool, INDEX); after < until;) {
    const page = await store.readAll({ after, limit: PAGE });
    found.push(...page.filter(({ type, position }) => type === ERASED && position <= until));
    after = page.at(-1)?.position ?? until;
  }
  return found;
}
