import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { Erased } from '../event.js';
import type { Recorded } from '../event.js';
import { webhookEvents } from './events.js';
import type { WebhookEvent } from './events.js';

export type PauseReason = Extract<WebhookEvent, { type: 'WebhookPaused' }>['data']['reason'];

/** The subjects and the actors whose events an endpoint gets. An empty list allows all. */
export interface WebhookFilter {
  /** Ids of people or things. */
  readonly subjects: readonly string[];
  /** `user:<id>`, `api_key:<id>`, `service` and others. */
  readonly actors: readonly string[];
}

/** The properties of an endpoint that people choose. */
export interface WebhookProperties {
  readonly url: string;
  readonly description: string;
  /** The email address for notices; null: nobody gets them. */
  readonly contact: string | null;
  /** The types of events that it receives; empty: all public types. */
  readonly types: readonly string[];
  readonly filter: WebhookFilter;
}

/** A receiver of events that was created. */
export interface Endpoint extends WebhookProperties {
  readonly status: 'active' | 'paused' | 'deleted';
  readonly id: string;
  readonly secret: string;
  /** The previous secret. Deliveries are signed with it, too, until `until`. */
  readonly previous: { readonly secret: string; readonly until: Date } | null;
  readonly pauseReason: PauseReason | null;
  readonly createdAt: Date;
  readonly revision: number;
}

/** An HTTP endpoint that receives the public events. */
export type Webhook = { readonly status: 'unknown' } | Endpoint;

export const webhooks = defineCategory({ prefix: 'webhook', events: webhookEvents, subject: 'stream_thing' });

export function webhookAt(id: string): Aggregate<Webhook, WebhookEvent> {
  return webhooks.aggregate<Webhook, WebhookEvent>(id, {
    initial: { status: 'unknown' },
    evolve(webhook, event) {
      if (event.type === 'WebhookCreated') return created(id, event);
      if (webhook.status === 'unknown') return webhook;
      return { ...webhook, ...changes(webhook, event), revision: event.revision };
    },
  });
}

type Of<Type extends WebhookEvent['type']> = Recorded<Extract<WebhookEvent, { type: Type }>>;

function created(id: string, event: Of<'WebhookCreated'>): Webhook {
  const { data, occurredAt, revision } = event;
  const properties = propertiesOf(event);
  if (properties === null || data.secret instanceof Erased) return { status: 'unknown' };
  return {
    ...properties,
    status: 'active',
    id,
    secret: data.secret,
    previous: null,
    pauseReason: null,
    createdAt: occurredAt,
    revision,
  };
}

/** Returns the chosen properties, or null after an erasure. */
function propertiesOf({ data }: Of<'WebhookCreated' | 'WebhookChanged'>): WebhookProperties | null {
  const { url, description, contact, types, filter } = data;
  if (url instanceof Erased) return null;
  return {
    url,
    description: description instanceof Erased ? '' : description,
    contact: contact instanceof Erased || contact === '' ? null : contact,
    types,
    filter,
  };
}

function changes(webhook: Endpoint, event: Recorded<WebhookEvent>): Partial<Endpoint> {
  switch (event.type) {
    case 'WebhookSecretRotated': {
      const { secret, previous_until: until } = event.data;
      if (secret instanceof Erased) return {};
      return { secret, previous: { secret: webhook.secret, until: new Date(until) } };
    }
    case 'WebhookChanged':
      return propertiesOf(event) ?? {};
    case 'WebhookPaused':
      return { status: 'paused', pauseReason: event.data.reason };
    case 'WebhookResumed':
      return { status: 'active', pauseReason: null };
    case 'WebhookDeleted':
      return { status: 'deleted' };
    default:
      return {};
  }
}
