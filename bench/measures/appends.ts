import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { NewEvent } from '../../src/eventstore/port.js';
import { openPostgresEventStore } from '../../src/eventstore/postgres/event-store.js';
import { openDatabase } from '../../src/runtime/postgres/open-database.js';
import { DEFAULT_PREFIX } from '../../src/runtime/postgres/schema-prefix.js';
import { migrateLog } from '../../src/eventstore/postgres/migrate.js';
import { alternate, callsPerSecond } from '../measure.js';
import type { Measurement } from '../measure.js';

const CALLERS = [1, 32, 200];
const SECONDS = 1.5;
const ROUNDS = 2;
const CONNECTIONS = 50;

const TABLE = `
  create table raw_events (
    position bigserial primary key, stream_id text not null, event_id uuid not null unique,
    type text not null, data jsonb not null, metadata jsonb not null)`;
const INSERT =
  'insert into raw_events (stream_id, event_id, type, data, metadata) values ($1, $2, $3, $4, $5)';

/** Measures appends of one event to a new stream. Baseline: inserts of the same row, each in its own transaction. */
export async function measureAppends(databaseUrl: string): Promise<Measurement[]> {
  const database = await openDatabase(databaseUrl, DEFAULT_PREFIX);
  await migrateLog(database);
  const store = openPostgresEventStore({ database });
  const pool = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS });
  try {
    await pool.query(TABLE);
    const measurements: Measurement[] = [];
    for (const callers of CALLERS) {
      const { ours, baseline } = await alternate(
        ROUNDS,
        () =>
          callsPerSecond(callers, SECONDS, () => {
            const event = newEvent();
            return store.append([{ stream: `bench-${event.id}`, expected: 'no_stream', events: [event] }]);
          }),
        () =>
          callsPerSecond(callers, SECONDS, () => {
            const { id, type, data, metadata } = newEvent();
            return pool.query({
              name: 'raw',
              text: INSERT,
              values: [`bench-${id}`, id, type, data, metadata],
            });
          }),
      );
      measurements.push({
        name: `appends, ${String(callers)} ${callers === 1 ? 'caller' : 'callers'}`,
        value: ours,
        unit: '/s',
        baseline: { name: 'raw inserts', value: baseline },
        goal: callers === 200 ? '≥ 5,000' : null,
      });
    }
    return measurements;
  } finally {
    await store.stop();
    await pool.end();
  }
}

function newEvent(): NewEvent {
  return {
    id: randomUUID(),
    type: 'EmailVerificationRequested',
    data: { expires_at: new Date().toISOString() },
    metadata: { version: '1', correlation_id: randomUUID(), causation_id: randomUUID(), actor: 'anonymous' },
  };
}
