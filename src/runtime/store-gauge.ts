import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { within } from './concurrency/within.js';

/** A scrape that waits longer is often given up by the monitoring system. */
const READ_MS = 2000;

interface Options {
  readonly registry: Registry;
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
}

/**
 * Registers a gauge whose values come from a store. While the store is unavailable the gauge has no values, so that the
 * other metrics can still be read during the outage.
 *
 * @param read sets the values
 */
export function storeGauge(
  { registry, name, help, labelNames = [] }: Options,
  read: (gauge: Gauge) => Promise<void>,
): void {
  new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    async collect() {
      await within(READ_MS, `The store of ${name} did not answer.`, read(this)).catch(() => {
        this.reset();
        // A gauge without labels would be reset to 0, which reads like a value.
        if (labelNames.length === 0) this.remove({});
      });
    },
  });
}
