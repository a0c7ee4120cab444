import type { Aggregate } from '../aggregate.js';
import type { DeliveryEvent } from './events.js';

export interface Delivery {
  readonly outcome: 'pending' | 'sent' | 'failed';
}

/** @param jobId names the mail: one for each reaction to one event */
export function deliveryAt(jobId: string): Aggregate<Delivery, DeliveryEvent> {
  return {
    stream: `delivery-${jobId}`,
    initial: { outcome: 'pending' },
    evolve: (_, event) => ({ outcome: event.type === 'MailSent' ? 'sent' : 'failed' }),
  };
}
