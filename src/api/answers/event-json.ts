import { z } from 'zod';
import { eventCatalog } from '../../domain/event-catalog.js';
import type { LoggedEvent } from '../../eventstore/codec.js';

/** An event for auditors, without its secret fields. Erased fields are null. */
export const eventJson = z
  .strictObject({
    id: z.uuid(),
    stream: z.string(),
    revision: z.int(),
    position: z.string(),
    type: z.string(),
    version: z.int(),
    data: z.record(z.string(), z.unknown()),
    occurred_at: z.iso.datetime(),
    actor: z.string(),
    on_behalf_of: z
      .string()
      .nullable()
      .meta({ description: 'The user in whose name an administrator acted, or null.' }),
    correlation_id: z.string(),
    causation_id: z.string(),
    source: z.strictObject({ ip: z.string(), user_agent: z.string() }).nullable(),
  })
  .meta({ id: 'Event' });

export const eventPageJson = z
  .strictObject({ items: z.array(eventJson), next_cursor: z.string().nullable() })
  .meta({ id: 'EventPage' });

export function toEventJson(event: LoggedEvent): z.input<typeof eventJson> {
  const source = event.source();
  const secret = new Set(eventCatalog.get(event.type)?.secret);
  return {
    id: event.id,
    stream: event.stream,
    revision: event.revision,
    position: event.position,
    type: event.type,
    version: event.version,
    data: Object.fromEntries(Object.entries(event.data).filter(([field]) => !secret.has(field))),
    occurred_at: event.occurredAt.toISOString(),
    actor: event.actor,
    on_behalf_of: event.onBehalfOf,
    correlation_id: event.correlationId,
    causation_id: event.causationId,
    source: source === null ? null : { ip: source.ip, user_agent: source.userAgent },
  };
}
