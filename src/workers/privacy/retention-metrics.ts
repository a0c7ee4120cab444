import type { Registry } from 'prom-client';
import { storeGauge } from '../../runtime/store-gauge.js';
import { isOverdue } from '../../security/keys/retention-months.js';
import { readRetention } from './retention.js';
import type { RetentionParts } from './retention.js';

/** Registers the metric of months whose key should be destroyed, and exists. */
export function retentionMetrics(registry: Registry, parts: Omit<RetentionParts, 'keys'>): void {
  storeGauge(
    {
      registry,
      name: 'credence_retention_overdue_months',
      help: 'Months of personal data whose retention has ended and whose key exists.',
    },
    async (gauge) => {
      const months = await readRetention(parts);
      gauge.set(months.filter((month) => isOverdue(month, parts.now())).length);
    },
  );
}
