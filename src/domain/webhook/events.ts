import { z } from 'zod';
import { defineEvent, personal, secret } from '../event.js';
import type { EventOf } from '../event.js';

/** Types of public events; empty: all of them. */
const types = z.array(z.string());

const filter = z.strictObject({ subjects: z.array(z.string()), actors: z.array(z.string()) });

/** Versions before the filter deliver every event of their types. */
const withoutFilter = (data: Record<string, unknown>) => ({ ...data, filter: { subjects: [], actors: [] } });

/** The properties that people choose. */
const properties = {
  /** May contain a token of the receiver. */
  url: personal('integration'),
  description: personal('integration'),
  /** The email address that gets a notice when the service pauses the endpoint; empty: nobody. */
  contact: personal('integration_contact'),
  types,
  /** Ids of subjects, and actors; an empty list allows all. */
  filter,
};

export const webhookEvents = [
  defineEvent(
    'WebhookCreated',
    {
      ...properties,
      secret: secret('integration'),
      /** The log position after which deliveries begin; null: the position of this event. */
      from: z.string().nullable(),
    },
    [withoutFilter],
  ),
  defineEvent('WebhookChanged', properties, [withoutFilter]),
  /** Deliveries carry a signature with the previous secret as well until `previous_until`. */
  defineEvent('WebhookSecretRotated', { secret: secret('integration'), previous_until: z.iso.datetime() }),
  /** `gone`: the receiver answered 410. `failing`: every delivery of a day failed. */
  defineEvent('WebhookPaused', { reason: z.enum(['requested', 'gone', 'failing']) }),
  /** `pause`: deliveries continue where they stopped. `now`: the events during the pause are skipped. */
  defineEvent('WebhookResumed', { from: z.enum(['pause', 'now']) }),
  defineEvent('WebhookDeleted', {}),
  /** This event itself is delivered to the endpoint, whatever its types. */
  defineEvent('WebhookTested', {}),
  /** The events after `from` up to `to` are delivered again. */
  defineEvent('WebhookReplayed', { from: z.string(), to: z.string(), types }),
  /** An event is delivered again. Its subject is no longer parked. */
  defineEvent('WebhookDeliveryRetried', { event_id: z.uuid() }),
] as const;

export type WebhookEvent = EventOf<(typeof webhookEvents)[number]>;
