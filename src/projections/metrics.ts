import type { Pool } from 'pg';
import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { readProgress } from './checkpoints.js';

const LAG = `
  select c.reader, coalesce(extract(epoch from clock_timestamp() - c.updated_at), 0)::float8 as seconds
  from checkpoints c`;

export interface ReaderMetrics {
  /** Counts an event that was parked here. */
  readonly parked: (reader: string) => void;
}

/** Metrics of the readers: how far each is, and how many events it has parked. */
export function readerMetrics(registry: Registry, pool: Pool): ReaderMetrics {
  const registers = [registry];
  new Gauge({
    name: 'credence_reader_parked_events',
    help: 'Events that a reader could not take in and that wait for replay-parked.',
    labelNames: ['reader'],
    registers,
    async collect() {
      for (const { reader, parked } of await readProgress(pool)) this.set({ reader }, parked);
    },
  });
  new Gauge({
    name: 'credence_reader_checkpoint_age_seconds',
    help: 'Time since a reader moved its checkpoint.',
    labelNames: ['reader'],
    registers,
    async collect() {
      const { rows } = await pool.query<{ reader: string; seconds: number }>(LAG);
      for (const { reader, seconds } of rows) this.set({ reader }, seconds);
    },
  });
  const parkings = new Counter({
    name: 'credence_reader_parkings_total',
    help: 'Events parked by this process.',
    labelNames: ['reader'],
    registers,
  });
  return { parked: (reader) => parkings.inc({ reader }) };
}
