import { readConfig } from '../../src/config/config.js';
import { openInfrastructure } from '../../src/compose/infrastructure.js';
import type { Infrastructure } from '../../src/compose/infrastructure.js';
import { START } from '../../src/eventstore/port.js';
import type { EventStore } from '../../src/eventstore/port.js';
import { createLogger } from '../../src/runtime/logger.js';
import { startProcessor } from '../../src/projections/engine/processor.js';
import { resetProjection } from '../../src/projections/engine/projection.js';
import type { Projection } from '../../src/projections/engine/projection.js';
import { Lifecycle } from '../../src/runtime/lifecycle.js';
import { fillLog } from '../journeys.js';
import type { Measurement } from '../measure.js';
import { SECRET_KEY } from '../programs/programs.js';
import type { Stores } from '../programs/programs.js';

const HALF = 100_000;
const PAGE = 1000;

/** Fills a log, rebuilds each read model from its first event, and again when the log is twice as long. */
export async function measureReplay(stores: Stores): Promise<Measurement[]> {
  const half = await rebuildAll(stores, HALF);
  const whole = await rebuildAll(stores, HALF);
  return [...whole.rates]
    .map(([name, rate]) => ({
      what: `replay of ${String(whole.events)} events, ${name}`,
      value: rate,
      unit: 'events/s',
      floor: { what: 'reading alone', value: whole.reading },
      goal: '≥ 50,000',
    }))
    .concat(
      [...whole.rates].map(([name, rate]) => ({
        what: `the same of ${String(half.events)}, ${name}`,
        value: half.rates.get(name) ?? NaN,
        unit: 'events/s',
        floor: { what: 'the whole', value: rate },
        goal: 'ratio ≈ 1',
      })),
    );
}

interface Rates {
  readonly events: number;
  /** Events a second of each projection. */
  readonly rates: ReadonlyMap<string, number>;
  /** Events a second of the log alone. */
  readonly reading: number;
}

/** What was appended is forgotten before it is read: every key comes from its table, as after a start. */
async function rebuildAll(stores: Stores, more: number): Promise<Rates> {
  await withFoundation(stores, ({ log }) => fillLog(log, more));
  return await withFoundation(stores, async (infrastructure) => {
    const { events, rate: reading } = await readEverything(infrastructure.log.store);
    const rates = new Map<string, number>();
    for (const projection of infrastructure.projections)
      rates.set(projection.name, await rebuild(infrastructure, projection, events));
    return { events, rates, reading };
  });
}

async function readEverything(store: EventStore): Promise<{ events: number; rate: number }> {
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

/** @returns events a second */
async function rebuild(
  { pool, logger, log }: Infrastructure,
  reader: Projection,
  events: number,
): Promise<number> {
  await resetProjection(pool, reader);
  const head = await log.store.head();
  const started = performance.now();
  await new Promise<void>((resolve) => {
    const processor = startProcessor({
      pool,
      logger: logger,
      reader,
      store: log.store,
      onProgress: (position) => {
        if (position >= head) void processor.stop().then(resolve);
      },
    });
  });
  return (events * 1000) / (performance.now() - started);
}

async function withFoundation<Result>(
  { databaseUrl, smtpUrl }: Stores,
  work: (infrastructure: Infrastructure) => Promise<Result>,
): Promise<Result> {
  const lifecycle = new Lifecycle();
  try {
    const config = readConfig({ DATABASE_URL: databaseUrl, SMTP_URL: smtpUrl, SECRET_KEY });
    return await work(await openInfrastructure(config, createLogger('warn'), lifecycle));
  } finally {
    await lifecycle.stop();
  }
}
