import type { Pool } from 'pg';
import { readConsumers } from '../../commands/consumers/read-consumers.js';
import { storeGauge } from '../../runtime/store-gauge.js';
import { createFeed } from '../../api/feed/feed.js';
import type { Feed } from '../../api/feed/feed.js';
import { positionInBlocks } from '../../projections/views/audit-trail/time-bound.js';
import { publicForm } from '../../eventstore/public-form.js';
import type { RecentEvents } from '../../projections/live/recent-events.js';
import type { Infrastructure } from '../infrastructure.js';

/** Opens the feed of public events of an API process. */
export function openFeed(
  { config, log, registry }: Pick<Infrastructure, 'config' | 'log' | 'registry'>,
  recent: RecentEvents,
  pool: Pool,
): Feed {
  const { codec } = log;
  const positionAt = (time: Date) => positionInBlocks(pool, log.store, time);
  // PostgreSQL has an order by time of its own.
  const store = config.eventStoreDbUrl === null ? log.store : { ...log.store, positionAt };
  const parts = { store, recent, toPublicForm: publicForm(codec, config.publicUrl) };
  return createFeed(parts, config.maxEventStreams, registry);
}

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
