import type { RouteDependencies } from '../../api/routes/dependencies.js';
import type { Lifecycle } from '../../runtime/lifecycle.js';
import { retentionMetrics } from '../../workers/privacy/retention-metrics.js';
import { readRetention, startRetention } from '../../workers/privacy/retention.js';
import { exportArchives } from '../../security/request-stores/export-archives.js';
import { archiveStorage } from '../../workers/privacy/store-archive.js';
import type { StoreArchive } from '../../workers/privacy/store-archive.js';
import type { Infrastructure } from '../infrastructure.js';

function partsOf({ config, log, now, pool, subjectKeys }: Infrastructure) {
  const archives = exportArchives(pool, subjectKeys);
  return { pool, store: log.store, keys: subjectKeys, archives, times: config.retention, now };
}

/** Starts the retention of personal data. */
export function startRetentionOf(infrastructure: Infrastructure, lifecycle: Lifecycle): void {
  const parts = partsOf(infrastructure);
  retentionMetrics(infrastructure.registry, parts);
  const retention = startRetention({ ...parts, logger: infrastructure.logger });
  lifecycle.defer(() => retention.stop());
}

/** Returns the dependencies of the routes about personal data. */
export function privacyParts(
  infrastructure: Infrastructure,
): Pick<RouteDependencies, 'exportArchives' | 'retention'> {
  const { archives, times, ...parts } = partsOf(infrastructure);
  return {
    exportArchives: archives,
    retention: { times, readMonths: () => readRetention({ times, ...parts }) },
  };
}

/** Returns the function that builds and stores the archives of exports. */
export function archiveStorageOf({ config, log, now, pool, subjectKeys }: Infrastructure): StoreArchive {
  const archives = exportArchives(pool, subjectKeys);
  const { publicUrl, retention } = config;
  return archiveStorage({ pool, log, archives, retention, publicUrl, now });
}
