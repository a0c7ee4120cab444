import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import type { SmsDelivery } from './port.js';

/** Registers the metric of text messages. */
export function countSms(registry: Registry): SmsDelivery['count'] {
  const messages = new Counter({
    name: 'credence_sms_total',
    help: 'Attempts to send a code by text message, by country and outcome.',
    labelNames: ['country', 'outcome'],
    registers: [registry],
  });
  return (country, outcome) => messages.inc({ country, outcome });
}
