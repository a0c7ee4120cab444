import { signingSecrets } from '../../domain/webhook/decisions.js';
import type { Endpoint } from '../../domain/webhook/webhook.js';
import type { EventStore } from '../../eventstore/port.js';
import { textOf } from '../../eventstore/public-form.js';
import type { ToPublicForm } from '../../eventstore/public-form.js';
import { signedHeaders } from '../../security/webhooks/signature.js';
import type { Item } from './queues/item.js';
import type { PostResult, ReceiverClient } from './receiver-client.js';

interface Parts {
  readonly store: Pick<EventStore, 'eventAt'>;
  readonly toPublicForm: ToPublicForm;
  readonly client: Pick<ReceiverClient, 'post'>;
  readonly now: () => Date;
}

/** Sends one event to an endpoint. */
export type DeliverEvent = (webhook: Endpoint, item: Item, aborted: AbortSignal) => Promise<PostResult>;

/**
 * Returns the function that sends an event, signed as in Standard Webhooks. The event id is the `webhook-id`, so every repeat
 * has the same one. The payload has no personal fields.
 */
export function eventDelivery({ store, toPublicForm, client, now }: Parts): DeliverEvent {
  return async (webhook, { position, event: read }, aborted) => {
    const stored = read ?? (await store.eventAt(position));
    const [event] = stored === null ? [] : await toPublicForm([stored], false);
    if (event === undefined) return { status: null, failure: 'event not in the log' };
    const body = textOf(event);
    const at = now();
    const signed = { id: event.id, timestamp: Math.floor(at.getTime() / 1000), body };
    const headers = {
      ...signedHeaders(signed, signingSecrets(webhook, at)),
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'user-agent': 'Credence-Webhooks/1',
    };
    return await client.post(webhook.url, headers, body, aborted);
  };
}
