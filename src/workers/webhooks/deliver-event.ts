import { toCloudEvent } from '../../domain/public-events/cloud-event.js';
import { signingSecrets } from '../../domain/webhook/decisions.js';
import type { Endpoint } from '../../domain/webhook/webhook.js';
import { UnreadableEvent } from '../../eventstore/codec.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { signedHeaders } from '../../security/webhooks/signature.js';
import type { Attempt, Item } from './queues/endpoint-deliveries.js';
import type { ReceiverClient } from './receiver-client.js';

interface Parts {
  readonly log: Pick<EventLog, 'store' | 'codec'>;
  readonly client: Pick<ReceiverClient, 'post'>;
  /** The source of the events. */
  readonly publicUrl: string;
  readonly now: () => Date;
}

/** Sends one event to an endpoint. */
export type DeliverEvent = (webhook: Endpoint, item: Item, aborted: AbortSignal) => Promise<Attempt>;

/**
 * Returns the function that sends an event, signed as in Standard Webhooks. The event id is the `webhook-id`, so every repeat
 * has the same one. The payload has no personal fields.
 */
export function eventDelivery({ log, client, publicUrl, now }: Parts): DeliverEvent {
  return async (webhook, { position, event: read }, aborted) => {
    const stored = read ?? (await log.store.eventAt(position));
    if (stored === null) return 'unreadable';
    const body = await bodyOf(log, stored, publicUrl);
    if (body === null) return 'unreadable';
    const at = now();
    const signed = { id: stored.id, timestamp: Math.floor(at.getTime() / 1000), body };
    const headers = {
      ...signedHeaders(signed, signingSecrets(webhook, at)),
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'user-agent': 'Credence-Webhooks/1',
    };
    return await client.post(webhook.url, headers, body, aborted);
  };
}

type Stored = NonNullable<Item['event']>;

async function bodyOf({ codec }: Parts['log'], stored: Stored, publicUrl: string): Promise<string | null> {
  try {
    const [event] = await codec.decode([stored]);
    return event === undefined ? null : JSON.stringify(toCloudEvent(event, { publicUrl, personal: false }));
  } catch (error) {
    if (error instanceof UnreadableEvent) return null;
    throw error;
  }
}
