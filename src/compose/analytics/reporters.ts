import { deriveKey } from '../../security/keys/derive-key.js';
import type { Config } from '../../config/config.js';
import type { Lifecycle } from '../../runtime/lifecycle.js';
import { prepareCursors } from '../../workers/analytics/cursors.js';
import type { Destination } from '../../workers/analytics/destination.js';
import { googleAnalytics } from '../../workers/analytics/google-analytics.js';
import { reporting } from '../../workers/analytics/report.js';
import { reportMetrics } from '../../workers/analytics/report-metrics.js';
import { startReporter } from '../../workers/analytics/reporter.js';
import { segment } from '../../workers/analytics/segment.js';
import type { Infrastructure } from '../infrastructure.js';
import { openReceiverClient } from '../webhooks.js';

/** Starts the reporters of the configured analytics services. */
export async function startReporters(infrastructure: Infrastructure, lifecycle: Lifecycle): Promise<void> {
  const { config, log, logger, masterSecret, pool, registry } = infrastructure;
  const destinations = destinationsOf(config);
  const names = destinations.map(({ name }) => name);
  await prepareCursors(pool, names, await log.store.head());
  if (destinations.length === 0) return;
  const client = openReceiverClient(config.webhookReach, lifecycle);
  const reportsOf = reporting(deriveKey(masterSecret, 'analytics pseudonyms'));
  const onAttempt = reportMetrics(registry);
  for (const destination of destinations) {
    const counted = onAttempt(destination.name);
    const parts = { destination, reportsOf, pool, store: log.store, client, logger };
    const reporter = startReporter({ ...parts, onAttempt: counted });
    lifecycle.defer(() => reporter.stop());
  }
}

function destinationsOf({ googleAnalytics: google, segment: other }: Config): Destination[] {
  return [...(google === null ? [] : [googleAnalytics(google)]), ...(other === null ? [] : [segment(other)])];
}
