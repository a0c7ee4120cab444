import { signingSecrets } from '../../domain/webhook/decisions.js';
import type { Endpoint } from '../../domain/webhook/webhook.js';
import type { EventStore } from '../../eventstore/port.js';
import { textOf } from '../../eventstore/public-form.js';
import type { PublicEvent, ToPublicForm } from '../../eventstore/public-form.js';
import type { Tracer, Work } from '../../runtime/tracing/span.js';
import { signedHeaders } from '../../security/webhooks/signature.js';
import type { Item } from './queues/item.js';
import type { PostResult, ReceiverClient } from './receiver-client.js';

/** The first status of an answer that refuses a delivery. */
const FAILED = 300;

interface Parts {
  readonly store: Pick<EventStore, 'eventAt'>;
  readonly toPublicForm: ToPublicForm;
  readonly client: Pick<ReceiverClient, 'post'>;
  readonly now: () => Date;
  readonly tracer: Tracer | null;
}

/** Sends one event to an endpoint. */
export type DeliverEvent = (webhook: Endpoint, item: Item, aborted: AbortSignal) => Promise<PostResult>;

/**
 * Returns the function that sends an event, signed as in Standard Webhooks. The event id is the `webhook-id`, so every repeat
 * has the same one. The payload has no personal fields.
 */
export function eventDelivery({ store, toPublicForm, client, now, tracer }: Parts): DeliverEvent {
  return async (webhook, { position, event: read }, aborted) => {
    const stored = read ?? (await store.eventAt(position));
    const [event] = stored === null ? [] : await toPublicForm([stored], false);
    if (event === undefined) return { status: null, failure: 'event not in the log' };
    const body = textOf(event);
    const at = now();
    const signed = { id: event.id, timestamp: Math.floor(at.getTime() / 1000), body };
    const work = workOf(webhook, event, at);
    const traceparent = tracer?.traceparentOf(work) ?? null;
    const headers = {
      ...signedHeaders(signed, signingSecrets(webhook, at)),
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'user-agent': 'Credence-Webhooks/1',
      ...(traceparent !== null && { traceparent }),
    };
    const startedAt = performance.now();
    const result = await client.post(webhook.url, headers, body, aborted);
    tracer?.record({ ...work, startedAt, failed: result.status === null || result.status >= FAILED });
    return result;
  };
}

/** Returns the span of an attempt to deliver an event. The URL may contain a secret. */
function workOf(webhook: Endpoint, { id, type, correlationid }: PublicEvent, at: Date): Work {
  return {
    requestId: correlationid === '' ? null : correlationid,
    name: 'deliver webhook',
    kind: 'client',
    key: `webhook ${webhook.id} ${id} ${String(at.getTime())}`,
    attributes: { 'credence.webhook': webhook.id, 'credence.event': type },
  };
}
