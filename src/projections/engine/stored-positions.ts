import type { Pool } from 'pg';
import { isEphemeral } from '../../domain/event-catalog.js';
import { START } from '../../eventstore/port.js';
import type { EventStore, Position } from '../../eventstore/port.js';

/** The log lacks events that the readers of this database have handled. */
export class LogBehind extends Error {
  override readonly name = 'LogBehind';
  constructor() {
    super(
      'The event log is behind its readers or has other events than they have read. ' +
        'Restore the log and the database of one point in time; see docs/operate/maintain.md.',
    );
  }
}

interface StoredPosition {
  readonly position: Position;
  /** Event at the position; null if only the position is stored. */
  readonly event: string | null;
  /** Stream of the event, if it is stored. */
  readonly stream: string | null;
}

/** The checkpoints with their anchors, the newest parked event of each reader, and the cursors of webhooks and reporters. */
const STORED = `
  select position, null as event, null as stream from credence_read.checkpoints
  union
  select position, null, null from credence_webhooks.endpoints
  union
  select position, null, null from credence_webhooks.reporters
  union
  select anchor, anchor_event, null from credence_read.checkpoints where anchor is not null
  union
  (select distinct on (reader) position, event ->> 'id', stream from credence_read.parked_events
   order by reader, position desc)`;

/**
 * Checks every stored position against the log: it is not beyond the head, and the log has the same event there.
 *
 * @throws LogBehind
 */
export async function checkStoredPositions(pool: Pool, store: EventStore): Promise<void> {
  const { rows } = await pool.query<StoredPosition>(STORED);
  // The head is read after the positions: a reader may follow an append between the two reads.
  const head = await store.head();
  if (rows.some(({ position }) => position > head)) throw new LogBehind();
  const events = rows.filter(({ position, event }) => position !== START && event !== null);
  await Promise.all(
    events.map(async ({ position, event, stream }) => {
      const found = await store.eventAt(position);
      // A later event of an ephemeral stream removes the earlier ones.
      if (found === null && stream !== null && isEphemeral(stream)) return;
      if (found?.id !== event) throw new LogBehind();
    }),
  );
}
