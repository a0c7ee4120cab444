import { signedHeaders } from '../../security/webhooks/signature.js';
import { SmsDelayed, SmsRefused } from './port.js';
import type { SmsSender } from './port.js';
import { post } from './post.js';

/** A receiver of messages that the operator runs. */
export interface SmsWebhook {
  readonly url: string;
  /** The key of the signature: `whsec_` and 24 to 64 bytes in base64. */
  readonly secret: string;
}

const MS_PER_S = 1000;
/** The statuses that another attempt may change. */
const TEMPORARY: ReadonlySet<number> = new Set([401, 403, 404, 408, 425, 429]);

/**
 * Creates a sender that posts each message to a receiver, signed by Standard Webhooks 1.0. The id of the request is that of
 * the delivery, so the receiver recognises a repeat.
 *
 * @param now the clock of the signature; the receiver refuses requests that are minutes old
 */
export function webhookSender({ url, secret }: SmsWebhook, now: () => Date): SmsSender {
  return {
    async send({ id, to, text }) {
      const time = now();
      const body = JSON.stringify({
        type: 'sms.requested',
        timestamp: time.toISOString(),
        data: { id, to, text },
      });
      const timestamp = Math.floor(time.getTime() / MS_PER_S);
      const headers = {
        'Content-Type': 'application/json',
        ...signedHeaders({ id, timestamp, body }, [secret]),
      };
      const { status } = await post(url, headers, body);
      if (status >= 200 && status < 300) return;
      if (status >= 400 && status < 500 && !TEMPORARY.has(status)) throw new SmsRefused(status, 'receiver');
      throw new SmsDelayed(status, 'receiver');
    },
  };
}
