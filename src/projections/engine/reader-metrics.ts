import type { Pool } from 'pg';
import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import { storeGauge } from '../../runtime/store-gauge.js';
import type { EventStore } from '../../eventstore/port.js';
import { readProgress, withLags } from './checkpoints.js';

export interface ReaderMetrics {
  /** Counts an event that this process parked. */
  readonly countParked: (reader: string) => void;
}

/** Registers the metrics of all readers: lag and parked events. */
export function readerMetrics(registry: Registry, pool: Pool, store: EventStore): ReaderMetrics {
  storeGauge(
    {
      registry,
      name: 'credence_reader_parked_events',
      help: 'Parked events of a reader. They wait for `credence projections replay-parked`.',
      labelNames: ['reader'],
    },
    async (gauge) => {
      for (const { reader, parked } of await readProgress(pool)) gauge.set({ reader }, parked);
    },
  );
  storeGauge(
    {
      registry,
      name: 'credence_reader_lag_seconds',
      help: 'Seconds in which a reader has not moved although the log has events for it.',
      labelNames: ['reader'],
    },
    async (gauge) => {
      const { readers } = await withLags(store, await readProgress(pool));
      for (const { reader, lag } of readers) gauge.set({ reader }, lag);
    },
  );
  const parkings = new Counter({
    name: 'credence_reader_parkings_total',
    help: 'Events parked by this process.',
    labelNames: ['reader'],
    registers: [registry],
  });
  return { countParked: (reader) => parkings.inc({ reader }) };
}
