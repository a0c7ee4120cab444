import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';

/** Counts the codes that came back, and the prefixes whose codes do not. */
export interface SmsCodeMetrics {
  readonly converted: (country: string) => void;
  readonly prefixClosed: () => void;
}

/** Registers the metrics of codes by text message. */
export function smsCodeMetrics(registry: Registry): SmsCodeMetrics {
  const registers = [registry];
  const converted = new Counter({
    name: 'credence_sms_converted_total',
    help: 'Codes by text message that people have typed, by country.',
    labelNames: ['country'],
    registers,
  });
  const closed = new Counter({
    name: 'credence_sms_prefix_closed',
    help: 'Prefixes of numbers that were closed for an hour because their codes did not come back.',
    registers,
  });
  return { converted: (country) => converted.inc({ country }), prefixClosed: () => closed.inc() };
}
