import type { Registry } from 'prom-client';
import { storeGauge } from '../../runtime/store-gauge.js';
import { isOverdue } from '../../security/keys/retention-months.js';
import { readRetention } from './retention.js';
import type { ReadingParts } from './retention.js';

/** Registers the metric of overdue months. */
export function retentionMetrics(registry: Registry, parts: ReadingParts): void {
  storeGauge(
    {
      registry,
      name: 'credence_retention_overdue_months',
      help: 'Months of personal data with a key that should be destroyed by now.',
    },
    async (gauge) => {
      const months = await readRetention(parts);
      gauge.set(months.filter((month) => isOverdue(month, parts.now())).length);
    },
  );
}
