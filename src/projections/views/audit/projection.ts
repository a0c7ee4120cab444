import type { Pool } from 'pg';
import { isEphemeral, personOf } from '../../../domain/event-catalog.js';
import type { LoggedEvent } from '../../../eventstore/codec.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import type { EventStore, Position, StoredEvent } from '../../../eventstore/port.js';
import type { Projection } from '../../engine/projection.js';

/** The name of its checkpoint. */
export const HISTORY = 'history@1';

/** One parameter, made by one `JSON.stringify`: half the work of an array for each column. */
const INSERT = `
  insert into history_v1 (user_id, position, stream, revision, type, recorded_at)
  select user_id, position, stream, revision, type, recorded_at
  from json_to_recordset($1::json) as event (
    user_id uuid, position text, stream text, revision int, type text, recorded_at timestamptz)
  on conflict do nothing`;

/** Every event by the person it is about, but for those that only the newest of matter. */
export function historyProjection(): Projection {
  return {
    name: HISTORY,
    schema: new URL('./schema.sql', import.meta.url),
    tables: ['history_v1'],
    concerns: ({ stream, data }) => personOf(stream, data) !== null && !isEphemeral(stream),

    async handle(events, transaction) {
      const rows = events.map(({ stream, revision, position, type, data, recordedAt }) => ({
        user_id: personOf(stream, data),
        position,
        stream,
        revision,
        type,
        recorded_at: recordedAt,
      }));
      await transaction.query({ name: 'insert-history', text: INSERT, values: [JSON.stringify(rows)] });
    },
  };
}

/** Where in the log an event is. */
interface Place {
  readonly stream: string;
  readonly revision: number;
}

const PAGE = `
  select stream, revision
  from history
  where user_id = $1 and position > $2
  order by position
  limit $3`;

/**
 * The history of one person in log order, from after a position.
 *
 * @throws UnreadableEvent
 */
export async function readHistory(
  pool: Pool,
  { store, codec }: EventLog,
  userId: string,
  { after, limit }: { after: Position; limit: number },
): Promise<LoggedEvent[]> {
  const { rows } = await pool.query<Place>(PAGE, [userId, after, limit]);
  return await codec.decode(await readPlaces(store, rows));
}

/** The events at these places, in the order asked. */
async function readPlaces(store: EventStore, places: readonly Place[]): Promise<StoredEvent[]> {
  const streams = [...new Set(places.map(({ stream }) => stream))];
  const stored = await store.readStreams(streams);
  const byStream = new Map(streams.map((stream, i) => [stream, stored[i] ?? []]));
  return places.flatMap(({ stream, revision }) => byStream.get(stream)?.[revision] ?? []);
}
