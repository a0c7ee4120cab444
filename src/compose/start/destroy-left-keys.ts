import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { userOfStream } from '../../domain/user/user.js';
import type { EventStore, Position } from '../../eventstore/port.js';
import { readCheckpoint } from '../../projections/engine/checkpoints.js';
import { ERASED, ERASURES } from '../../projections/views/erasures/projection.js';
import { findLeftKeys } from '../../projections/views/erasures/query.js';
import type { ErasedUser } from '../../projections/views/erasures/query.js';
import { erasureLedger } from '../../security/keys/erasures/ledger.js';
import { REACTIONS } from '../../workers/reactor.js';

const PAGE = 1000;
/** A start reads at most so many pages that the read model lacks. During its rebuild, the worker looks again. */
const MOST_PAGES = 10;

/**
 * Destroys the keys that exist although the log has erased their users: a backup of the keys has brought them back, or the
 * job of the erasure has failed for good. No role serves before (GDP-3).
 */
export async function destroyLeftKeys(pool: Pool, store: EventStore, logger: Logger): Promise<void> {
  const reacted = await readCheckpoint(pool, REACTIONS);
  const left = await findLeftKeys(pool, reacted, await unlistedErasures(pool, store, reacted));
  const ledger = erasureLedger(pool);
  let destroyed = 0;
  for (const { user_id: userId, position } of left) {
    const event = await store.eventAt(position);
    if (event === null) continue;
    await ledger.record({ userId, subjects: [userId], position, erasedAt: event.recordedAt });
    destroyed += await ledger.destroyKeys(userId);
  }
  if (destroyed > 0) logger.warn({ keys: destroyed }, 'destroyed the keys of users that were erased before');
}

/** Returns the erasures after the checkpoint of the read model. */
async function unlistedErasures(pool: Pool, store: EventStore, reacted: Position): Promise<ErasedUser[]> {
  const found: ErasedUser[] = [];
  let after = await readCheckpoint(pool, ERASURES);
  for (let pages = 0; after < reacted && pages < MOST_PAGES; pages += 1) {
    const page = await store.readAll({ after, limit: PAGE });
    for (const { type, stream, position } of page) {
      const userId = type === ERASED && position <= reacted ? userOfStream(stream) : null;
      if (userId !== null) found.push({ user_id: userId, position });
    }
    after = page.at(-1)?.position ?? reacted;
  }
  return found;
}
