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

/** @param id the job that sends the mail; each reaction to an event has its own. Or the id of a text message */
export function deliveryAt(id: string): Aggregate<Delivery, DeliveryEvent> {
  return deliveries.aggregate<Delivery, DeliveryEvent>(id, {
    initial: { outcome: 'pending' },
    evolve: (_, { type }) => ({ outcome: type === 'MailSent' || type === 'SmsSent' ? 'sent' : 'failed' }),
  });
}
