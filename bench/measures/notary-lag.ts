import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { withInfrastructure } from '../infrastructure.js';
import { appendSteadily } from '../journeys.js';
import type { Measurement } from '../measure.js';
import type { Stores } from '../programs/programs.js';

const EVENTS_PER_SECOND = 300;
const MINUTES = 1;
/** The longest time after which the last event has a checkpoint. */
const LIMIT_MS = 60_000;
const CHECK_MS = 250;
/** The goal of the 99th percentile. */
const MOST_SECONDS = 15;

const UNSIGNED = `
  select from credence_log.events
  where position > $1 and not exists (
    select from credence_audit.leaves where event_id = events.event_id
      and index < (select max(size) from credence_audit.checkpoints))
  limit 1`;

/** The seconds between the record of an event and the first checkpoint that covers it. */
const LAGS = `
  select count(*)::int as events,
    percentile_disc(array[0.5, 0.99]) within group (
      order by extract(epoch from first.signed_at - events.recorded_at))::float8[] as lags
  from credence_log.events
  join credence_audit.leaves on leaves.event_id = events.event_id
  cross join lateral (
    select signed_at from credence_audit.checkpoints where size > leaves.index order by size limit 1) as first
  where events.position > $1`;

/** Measures how long events wait for a signed checkpoint at a steady rate (PRF-6), with the interval of operation. */
export async function measureNotaryLag(stores: Stores): Promise<Measurement[]> {
  const client = new pg.Client({ connectionString: stores.databaseUrl });
  await client.connect();
  try {
    const head = await client.query<{ head: string }>(
      'select coalesce(max(position), 0)::text as head from credence_log.events',
    );
    const start = [head.rows[0]?.head];
    await withInfrastructure(stores, ({ log }) =>
      appendSteadily(log, { minutes: MINUTES, eventsPerSecond: EVENTS_PER_SECOND }),
    );
    for (const deadline = Date.now() + LIMIT_MS; (await client.query(UNSIGNED, start)).rowCount !== 0;) {
      if (Date.now() > deadline) throw new Error('The notary does not sign the last events.');
      await sleep(CHECK_MS);
    }
    const { rows } = await client.query<{ events: number; lags: [number, number] }>(LAGS, start);
    const { events, lags } = rows[0] ?? { events: 0, lags: [NaN, NaN] };
    const name = `event → checkpoint, ${String(events)} events at ${String(EVENTS_PER_SECOND)}/s`;
    return [
      { name: `${name}, p50`, value: lags[0], unit: 's', baseline: null, goal: null },
      {
        name: `${name}, p99`,
        value: lags[1],
        unit: 's',
        baseline: null,
        goal: `< ${String(MOST_SECONDS)}`,
        budget: MOST_SECONDS,
      },
    ];
  } finally {
    await client.end();
  }
}
