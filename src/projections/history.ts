import type { Pool } from 'pg';
import { isEphemeral, subjectOf } from '../domain/event-catalog.js';
import type { Codec, LoggedEvent } from '../eventstore/codec.js';
import type { Position, StoredEvent } from '../eventstore/port.js';
import type { Projection } from './projection.js';

/** The name of its checkpoint. */
export const HISTORY = 'history@1';

/** One parameter, made by one `JSON.stringify`: half the work of an array for each column. */
const INSERT = `
  insert into history_v1 (user_id, position, id, stream, revision, type, data, metadata, recorded_at)
  select user_id, position, id, stream, revision, type, data, metadata, "recordedAt"
  from json_to_recordset($1::json) as event (
    user_id uuid, position text, id uuid, stream text, revision int, type text, data jsonb, metadata jsonb,
    "recordedAt" timestamptz)
  on conflict do nothing`;

/** Every event by the person it is about, but for those that only the newest of matter. */
export function historyProjection(): Projection {
  return {
    name: HISTORY,
    schema: new URL('./history.sql', import.meta.url),
    tables: ['history_v1'],

    async handle(events, transaction) {
      const rows = events.flatMap((event) => {
        const subject = subjectOf(event.stream, event.data);
        return subject === null || isEphemeral(event.stream) ? [] : [{ user_id: subject, ...event }];
      });
      if (rows.length === 0) return;
      await transaction.query({ name: 'insert-history', text: INSERT, values: [JSON.stringify(rows)] });
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
  return await codec.decode(rows.map(toStored));
}

/** Index: history_v1_by_ending, so the types are written here as they are there. */
const ENDINGS = `
  select position, id, stream, revision, type, data, metadata, recorded_at
  from history
  where type in ('PasswordChanged', 'PasswordReset', 'UserDeactivated', 'SessionEnded') and recorded_at > $1
  order by position`;

/** The events that ended sessions and were recorded after a moment, in log order. */
export async function readEndings(pool: Pool, since: Date): Promise<StoredEvent[]> {
  const { rows } = await pool.query<Row>(ENDINGS, [since]);
  return rows.map(toStored);
}

function toStored({ recorded_at: recordedAt, ...event }: Row): StoredEvent {
  return { ...event, recordedAt };
}
