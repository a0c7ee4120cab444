import type { Config } from '../config/config.js';
import type { Inbox } from '../runtime/embedded/inbox/inbox.js';
import { countSms } from '../workers/sms/sms-metrics.js';
import type { SmsDelivery, SmsSender } from '../workers/sms/port.js';
import { twilioSender } from '../workers/sms/twilio.js';
import { webhookSender } from '../workers/sms/webhook.js';
import type { Infrastructure } from './infrastructure.js';

/** Opens the delivery of text messages, or returns null without a provider. */
export function openSms({ config, registry, now }: Infrastructure, inbox: Inbox | null): SmsDelivery | null {
  const sender = senderOf(config.sms.gateway, inbox, now);
  if (sender === null) return null;
  return { sender, host: new URL(config.frontendUrl).hostname, count: countSms(registry) };
}

function senderOf(gateway: Config['sms']['gateway'], inbox: Inbox | null, now: () => Date): SmsSender | null {
  switch (gateway?.kind) {
    case 'twilio':
      return twilioSender(gateway);
    case 'webhook':
      return webhookSender(gateway, now);
    case 'inbox':
      return inbox === null ? null : { send: (sms) => inbox.receiveText(sms) };
    case undefined:
      return null;
  }
}
