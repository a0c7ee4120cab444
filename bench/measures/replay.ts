import type { Infrastructure } from '../../src/compose/infrastructure.js';
import { START } from '../../src/eventstore/port.js';
import type { EventStore } from '../../src/eventstore/port.js';
import { startProcessor } from '../../src/projections/engine/processor.js';
import { openReaderPool } from '../../src/projections/engine/reader-pool.js';
import { prepareProjection, removeProjection } from '../../src/projections/engine/projection.js';
import type { Projection } from '../../src/projections/engine/projection.js';
import { withInfrastructure } from '../infrastructure.js';
import { fillLog } from '../journeys.js';
import type { Measurement } from '../measure.js';
import type { Stores } from '../programs/programs.js';

const HALF = 100_000;
const PAGE = 1000;

/** Measures the rebuild of each read model, on a log and on one twice as long. */
export async function measureReplay(stores: Stores): Promise<Measurement[]> {
  const half = await measureRebuilds(stores, HALF);
  const whole = await measureRebuilds(stores, HALF);
  return [...whole.rates]
    .map(([name, rate]) => ({
      name: `replay of ${String(whole.events)} events, ${name}`,
      value: rate,
      unit: 'events/s',
      baseline: { name: 'reading the log', value: whole.readRate },
      goal: '≥ 50,000',
    }))
    .concat(
      [...whole.rates].map(([name, rate]) => ({
        name: `replay of ${String(half.events)} events, ${name}`,
        value: half.rates.get(name) ?? NaN,
        unit: 'events/s',
        baseline: { name: 'replay of the longer log', value: rate },
        goal: 'ratio ≈ 1',
      })),
    );
}

interface Rates {
  readonly events: number;
  /** Events per second by projection. */
  readonly rates: ReadonlyMap<string, number>;
  /** Events per second of reading without a projection. */
  readonly readRate: number;
}

/** Appends events and measures the rebuilds in a new infrastructure, whose key cache is empty as after a start. */
async function measureRebuilds(stores: Stores, more: number): Promise<Rates> {
  await withInfrastructure(stores, ({ log }) => fillLog(log, more));
  return await withInfrastructure(stores, async (infrastructure) => {
    const { events, rate: readRate } = await readWholeLog(infrastructure.log.store);
    const rates = new Map<string, number>();
    for (const projection of infrastructure.projections)
      rates.set(projection.name, await measureRebuild(infrastructure, projection, events));
    return { events, rates, readRate };
  });
}

async function readWholeLog(store: EventStore): Promise<{ events: number; rate: number }> {
  const started = performance.now();
  let events = 0;
  let after = START;
  for (;;) {
    const page = await store.readAll({ after, limit: PAGE });
    after = page.at(-1)?.position ?? after;
    events += page.length;
    if (page.length < PAGE) return { events, rate: (events * 1000) / (performance.now() - started) };
  }
}

/** Returns events per second. */
async function measureRebuild(
  { pool, database, logger, log }: Infrastructure,
  reader: Projection,
  events: number,
): Promise<number> {
  await removeProjection(pool, reader);
  await prepareProjection(pool, reader);
  const head = await log.store.head();
  const started = performance.now();
  const readerPool = openReaderPool(database);
  await new Promise<void>((resolve) => {
    const processor = startProcessor({
      pool: readerPool,
      logger: logger,
      readers: [reader],
      store: log.store,
      onProgress: (_, position) => {
        if (position >= head) void processor.stop().then(resolve);
      },
    });
  });
  const seconds = (performance.now() - started) / 1000;
  await readerPool.end();
  return events / seconds;
}
