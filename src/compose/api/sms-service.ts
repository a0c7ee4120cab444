import type { SmsService } from '../../commands/dependencies.js';
import type { Lifecycle } from '../../runtime/lifecycle.js';
import type { CountStore } from '../../security/limits/count-store.js';
import type { RateLimiter } from '../../security/limits/rate-limiter.js';
import { smsBudget } from '../../security/limits/sms/sms-budget.js';
import { CONVERSION_COUNTS, smsConversions } from '../../security/limits/sms/sms-conversions.js';
import { smsCodeMetrics } from '../../security/limits/sms/sms-metrics.js';
import type { Infrastructure } from '../infrastructure.js';
import { openLimiter } from './rate-limiter.js';

/** The time for which an answer waits until the provider has judged a message. */
const PATIENCE_MS = 3000;

/** Opens the budgets of text messages, or returns null without a provider. */
export function openSmsService(
  infrastructure: Infrastructure,
  limiter: RateLimiter,
  counts: CountStore,
  lifecycle: Lifecycle,
): SmsService | null {
  const { config, registry, now } = infrastructure;
  const { gateway, countries, mayBeAlone } = config.sms;
  if (gateway === null) return null;
  const metrics = smsCodeMetrics(registry);
  const conversionCounts = openLimiter(infrastructure, CONVERSION_COUNTS, counts, lifecycle);
  return {
    budget: smsBudget(limiter, smsConversions(conversionCounts, now, metrics.prefixClosed)),
    countries,
    mayBeAlone,
    patienceMs: PATIENCE_MS,
    countConverted: metrics.converted,
  };
}
