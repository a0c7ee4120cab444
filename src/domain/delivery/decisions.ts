import type { UserId } from '../ids.js';
import type { Delivery } from './delivery.js';
import type { DeliveryEvent } from './events.js';

type Sms = Extract<DeliveryEvent, { type: 'SmsSent' }>['data'];

interface Mail {
  readonly userId: UserId;
  readonly mail: string;
}

/** Records that a mail was sent. A second sending after a crash is not recorded. */
export function recordSent(delivery: Delivery, { userId, mail }: Mail, messageId: string): DeliveryEvent[] {
  if (delivery.outcome === 'sent') return [];
  return [{ type: 'MailSent', data: { user_id: userId, mail, message_id: messageId } }];
}

/** Records that a mail failed for good. An operator can retry it, and it may still be sent. */
export function recordFailed(delivery: Delivery, { userId, mail }: Mail, reason: string): DeliveryEvent[] {
  if (delivery.outcome !== 'pending') return [];
  return [{ type: 'MailFailed', data: { user_id: userId, mail, reason } }];
}

/** Records that a text message was sent, or the reason for which it was not. A second sending is not recorded. */
export function recordSms(delivery: Delivery, sms: Sms, failure: string | null): DeliveryEvent[] {
  if (delivery.outcome !== 'pending') return [];
  return failure === null
    ? [{ type: 'SmsSent', data: sms }]
    : [{ type: 'SmsFailed', data: { ...sms, reason: failure } }];
}
