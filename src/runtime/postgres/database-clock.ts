import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { followedClock, sharpest } from '../followed-clock.js';
import type { ClockReading } from '../followed-clock.js';
import { inTransaction } from './in-transaction.js';

/** The clock of PostgreSQL, as far as this process knows it. All processes share this clock. */
export interface DatabaseClock {
  readonly now: () => Date;
  stop(): Promise<void>;
}

/** Time between two readings. Steady clocks drift apart by less than a millisecond meanwhile. */
const INTERVAL_MS = 10_000;
/** A busy process delays single readings, and the shortest round trip of several has the smallest error. */
const READINGS = 3;

const READ = 'select extract(epoch from clock_timestamp())::float8 * 1000 as ms';

/**
 * Reads the clock of PostgreSQL, and again every ten seconds. During an outage the clock advances with the steady clock of
 * this process.
 */
export async function startDatabaseClock(pool: Pool): Promise<DatabaseClock> {
  const clock = followedClock(await read(pool), () => performance.now());
  const stopped = new AbortController();

  /** Returns false if the clock was stopped meanwhile. */
  const pause = async () =>
    await sleep(INTERVAL_MS, true, { signal: stopped.signal }).catch(() => false as const);

  async function follow(): Promise<void> {
    while (await pause()) {
      const reading = await read(pool).catch(() => null);
      // A failed reading leaves the clock as it is; the next one corrects it.
      if (reading !== null) clock.observe(reading);
    }
  }
  const following = follow();
  return {
    now: () => clock.now(),
    async stop() {
      stopped.abort();
      await following;
    },
  };
}

/** Reads the clock on an open connection: the time of opening one would count as part of the round trip. */
async function read(pool: Pool): Promise<ClockReading> {
  return await inTransaction(pool, async (client) => {
    let best = await readOnce(client);
    for (let count = 1; count < READINGS; count += 1) best = sharpest(best, await readOnce(client));
    return best;
  });
}

async function readOnce(client: PoolClient): Promise<ClockReading> {
  const sentMs = performance.now();
  const { rows } = await client.query<{ ms: number }>(READ);
  const receivedMs = performance.now();
  const [row] = rows;
  if (row === undefined) throw new Error('PostgreSQL returned no time.');
  return { sentMs, receivedMs, remoteMs: row.ms };
}
