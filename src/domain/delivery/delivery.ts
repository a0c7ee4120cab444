import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { deliveryEvents } from './events.js';
import type { DeliveryEvent } from './events.js';

export interface Delivery {
  readonly outcome: 'pending' | 'sent' | 'failed';
}

export const deliveries = defineCategory({
  prefix: 'delivery',
  events: deliveryEvents,
  subject: 'data_user',
});

/** @param jobId the job that sends the mail; each reaction to an event has its own */
export function deliveryAt(jobId: string): Aggregate<Delivery, DeliveryEvent> {
  return deliveries.aggregate<Delivery, DeliveryEvent>(jobId, {
    initial: { outcome: 'pending' },
    evolve: (_, event) => ({ outcome: event.type === 'MailSent' ? 'sent' : 'failed' }),
  });
}
