import type { Delivery } from './delivery.js';
import type { DeliveryEvent } from './events.js';

interface MailOf {
  readonly userId: string;
  readonly mail: string;
}

/** A mail is sent once; that it is sent again after a crash is not told twice. */
export function recordSent(delivery: Delivery, { userId, mail }: MailOf, messageId: string): DeliveryEvent[] {
  if (delivery.outcome === 'sent') return [];
  return [{ type: 'MailSent', data: { user_id: userId, mail, message_id: messageId } }];
}

/** A mail that was given up may still be sent when an operator tries it again. */
export function recordFailed(delivery: Delivery, { userId, mail }: MailOf, reason: string): DeliveryEvent[] {
  if (delivery.outcome !== 'pending') return [];
  return [{ type: 'MailFailed', data: { user_id: userId, mail, reason } }];
}
