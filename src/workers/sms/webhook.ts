import { createHmac } from 'node:crypto';
import { SmsDelayed, SmsRefused } from './port.js';
import type { SmsSender } from './port.js';
import { post } from './post.js';

/** A receiver of messages that the operator runs. */
export interface SmsWebhook {
  readonly url: string;
  /** The key of the signature: `whsec_` and 24 to 64 bytes in base64. */
  readonly secret: string;
}

const SECRET_PREFIX = 'whsec_';
/** The statuses that another attempt may change. */
const TEMPORARY: ReadonlySet<number> = new Set([401, 403, 404, 408, 425, 429]);

/**
 * Creates a sender that posts each message to a receiver, signed by Standard Webhooks 1.0. The id of the request is that of
 * the delivery, so the receiver recognises a repeat.
 *
 * @param now the clock of the signature; the receiver refuses requests that are minutes old
 */
export function webhookSender({ url, secret }: SmsWebhook, now: () => Date): SmsSender {
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  return {
    async send({ id, to, text }) {
      const time = now();
      const body = JSON.stringify({
        type: 'sms.requested',
        timestamp: time.toISOString(),
        data: { id, to, text },
      });
      const seconds = String(Math.floor(time.getTime() / 1000));
      const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
      const headers = {
        'Content-Type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': seconds,
        'webhook-signature': `v1,${signature}`,
      };
      const { status } = await post(url, headers, body);
      if (status >= 200 && status < 300) return;
      if (status >= 400 && status < 500 && !TEMPORARY.has(status)) throw new SmsRefused(status, 'receiver');
      throw new SmsDelayed(status, 'receiver');
    },
  };
}
