import type { Lifecycle } from '../../runtime/lifecycle.js';
import { retentionMetrics } from '../../workers/privacy/retention-metrics.js';
import { readRetention, startRetention } from '../../workers/privacy/retention.js';
import type { RetentionParts } from '../../workers/privacy/retention.js';
import type { RetentionMonthState } from '../../security/keys/retention-months.js';
import type { Infrastructure } from '../infrastructure.js';

function partsOf({ config, log, now, pool, subjectKeys }: Infrastructure): RetentionParts {
  return { pool, store: log.store, keys: subjectKeys, times: config.retention, now };
}

/** Starts the retention of personal data. */
export function startRetentionOf(infrastructure: Infrastructure, lifecycle: Lifecycle): void {
  const parts = partsOf(infrastructure);
  retentionMetrics(infrastructure.registry, parts);
  const retention = startRetention({ ...parts, logger: infrastructure.logger });
  lifecycle.defer(() => retention.stop());
}

/** Returns the query of the API about the retention. */
export function retentionQueryOf(infrastructure: Infrastructure): () => Promise<RetentionMonthState[]> {
  const parts = partsOf(infrastructure);
  return () => readRetention(parts);
}
