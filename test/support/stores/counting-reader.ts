import type { Pool } from 'pg';
import { START } from '../../../src/eventstore/port.js';
import { ensureCheckpoint } from '../../../src/projections/engine/checkpoints.js';
import type { Reader } from '../../../src/projections/engine/reader.js';

const COUNTING = 'counting';

/** Creates the table of the counting reader, with one row for each delivery of an event and its process. */
export async function prepareCounting(pool: Pool): Promise<void> {
  await pool.query(
    'create table counted (nth serial primary key, position bigint not null, process int not null)',
  );
  await ensureCheckpoint(pool, COUNTING, START);
}

/** A reader that is not idempotent: a second delivery adds a second row. */
export function countingReader(): Reader {
  return {
    name: COUNTING,
    handles: () => true,
    async handle(events, transaction) {
      await transaction.query(
        `insert into counted (position, process)
         select position, $2
         from unnest($1::bigint[]) with ordinality as given (position, place)
         order by place`,
        [events.map(({ position }) => position), process.pid],
      );
    },
  };
}
