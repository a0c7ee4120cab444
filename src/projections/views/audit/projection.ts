import { isEphemeral, personOf } from '../../../domain/event-catalog.js';
import type { Projection } from '../../engine/projection.js';

/** The name of the reader. */
export const HISTORY = 'history@1';

/** One JSON parameter takes half the time of one array parameter for each column. */
const INSERT = `
  insert into credence_read.history_v1 (user_id, position)
  select user_id, position
  from json_to_recordset($1::json) as event (user_id uuid, position text)`;

/** Indexes all events by their subject, except those of ephemeral streams. */
export function historyProjection(): Projection {
  return {
    name: HISTORY,
    schema: new URL('./schema.sql', import.meta.url),
    tables: ['history_v1'],
    handles: ({ stream, data }) => personOf(stream, data) !== null && !isEphemeral(stream),

    async handle(events, transaction) {
      const rows = events.map(({ stream, position, data }) => ({
        user_id: personOf(stream, data),
        position,
      }));
      await transaction.query({ name: 'insert-history', text: INSERT, values: [JSON.stringify(rows)] });
    },
  };
}
