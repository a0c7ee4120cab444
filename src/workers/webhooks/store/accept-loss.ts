import type { Pool } from 'pg';
import type { EventStore } from '../../../eventstore/port.js';
import { WEBHOOKS } from './endpoints-reader.js';

/** Later events of the log may get the lost positions, and must not count as delivered. $1 head. */
const FORGET = 'delete from credence_webhooks.deliveries where position > $1';

/** $1 head. */
const MOVE_BACK = 'update credence_webhooks.endpoints set position = $1 where position > $1';

/** $1 head. */
const MOVE_REPORTERS_BACK = 'update credence_webhooks.reporters set position = $1 where position > $1';

/**
 * Moves the cursors of webhooks and reporters back to the head of a log that has lost events. Operators accept the loss by deleting the
 * checkpoints (docs/operate/maintain.md), so cursors move only while the reader of the endpoints has none.
 */
export async function acceptLoss(pool: Pool, store: Pick<EventStore, 'head'>): Promise<void> {
  const { rowCount } = await pool.query('select from credence_read.checkpoints where reader = $1', [
    WEBHOOKS,
  ]);
  if (rowCount !== 0) return;
  const head = await store.head();
  await pool.query(FORGET, [head]);
  await pool.query(MOVE_BACK, [head]);
  await pool.query(MOVE_REPORTERS_BACK, [head]);
}
