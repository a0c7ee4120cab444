import { readConsumers } from '../../commands/consumers/read-consumers.js';
import { storeGauge } from '../../runtime/store-gauge.js';
import type { Infrastructure } from '../infrastructure.js';

/** Registers the lag of each named consumer of the feed. */
export function consumerMetrics({ log, now, registry }: Infrastructure): void {
  storeGauge(
    {
      registry,
      name: 'credence_consumer_lag_seconds',
      help: 'Age of the oldest event that a named consumer has not acknowledged.',
      labelNames: ['consumer'],
    },
    async (gauge) => {
      const places = await readConsumers(log, now());
      gauge.reset();
      for (const { consumer, lagSeconds } of places) gauge.set({ consumer: consumer.name }, lagSeconds);
    },
  );
}
