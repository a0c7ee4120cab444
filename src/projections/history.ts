import type { Pool } from 'pg';
import { subjectOf } from '../domain/event-catalog.js';
import type { Codec, LoggedEvent } from '../eventstore/codec.js';
import type { Position, StoredEvent } from '../eventstore/port.js';
import type { Projection } from './projection.js';

const INSERT = `
  insert into history_v1 (user_id, position, id, stream, revision, type, data, metadata, recorded_at)
  select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::int[], $6::text[], $7::jsonb[], $8::jsonb[],
                       $9::timestamptz[])
  on conflict do nothing`;

/** Every event by the person it is about. */
export function historyProjection(): Projection {
  return {
    name: 'history@1',
    schema: new URL('./history.sql', import.meta.url),
    tables: ['history_v1'],

    async handle(events, transaction) {
      const rows = events.flatMap((event) => {
        const subject = subjectOf(event.stream, event.data);
        return subject === null ? [] : [{ subject, event }];
      });
      if (rows.length === 0) return;
      const values = [
        rows.map(({ subject }) => subject),
        rows.map(({ event }) => event.position),
        rows.map(({ event }) => event.id),
        rows.map(({ event }) => event.stream),
        rows.map(({ event }) => event.revision),
        rows.map(({ event }) => event.type),
        rows.map(({ event }) => JSON.stringify(event.data)),
        rows.map(({ event }) => JSON.stringify(event.metadata)),
        rows.map(({ event }) => event.recordedAt),
      ];
      await transaction.query({ name: 'insert-history', text: INSERT, values });
    },
  };
}

interface Row extends Omit<StoredEvent, 'recordedAt'> {
  readonly recorded_at: Date;
}

/**
 * The history of one person in log order, from after a position.
 *
 * @throws UnreadableEvent
 */
export async function readHistory(
  pool: Pool,
  codec: Codec,
  userId: string,
  page: { after: Position; limit: number },
): Promise<LoggedEvent[]> {
  const { rows } = await pool.query<Row>(
    `select position, id, stream, revision, type, data, metadata, recorded_at
     from history
     where user_id = $1 and position > $2
     order by position
     limit $3`,
    [userId, page.after, page.limit],
  );
  return await codec.decode(rows.map(({ recorded_at: recordedAt, ...event }) => ({ ...event, recordedAt })));
}
