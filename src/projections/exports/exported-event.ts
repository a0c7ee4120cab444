import { ERASED } from '../../domain/event.js';
import { eventCatalog } from '../../domain/event-catalog.js';
import { wordsOf } from '../../domain/public-events/history-words.js';
import { isPublicField } from '../../domain/public-events/public-fields.js';
import type { LoggedEvent } from '../../eventstore/codec.js';
import type { ExportedEvent, ExportedMessage, ExportedSession } from './document.js';

/** Returns an event for its person, without secret and internal fields. Other persons stay unnamed. */
export function toExportedEvent(event: LoggedEvent, userId: string): ExportedEvent {
  const by = authorOf(event.actor, userId);
  const source = by === 'you' || by === 'anybody' ? event.source() : null;
  return {
    id: event.id,
    position: event.position,
    type: event.type,
    text: wordsOf(event),
    occurred_at: event.occurredAt.toISOString(),
    by,
    data: publicData(event),
    source: source === null ? null : { ip: source.ip, user_agent: source.userAgent },
  };
}

function authorOf(actor: string, userId: string): ExportedEvent['by'] {
  if (actor === `user:${userId}`) return 'you';
  if (actor === 'anonymous') return 'anybody';
  return actor === 'system' ? 'service' : 'administrator';
}

function publicData({ type, data }: LoggedEvent): Record<string, unknown> {
  const definition = eventCatalog.get(type);
  const fields: [string, unknown][] = Object.entries(data);
  return Object.fromEntries(
    fields
      .filter(([field]) => definition !== undefined && isPublicField(definition, field))
      .map(([field, value]) => [field, value === ERASED ? null : value]),
  );
}

/** Returns the message whose delivery an event records, or null for another event. */
export function messageOf({ type, data, occurredAt }: LoggedEvent): ExportedMessage | null {
  const at = occurredAt.toISOString();
  if (type === 'MailSent' || type === 'MailFailed')
    return { kind: data.mail, outcome: type === 'MailSent' ? 'sent' : 'failed', at };
  if (type === 'SmsSent' || type === 'SmsFailed')
    return { kind: `text message: ${data.purpose}`, outcome: type === 'SmsSent' ? 'sent' : 'failed', at };
  return null;
}

/** Gathers the sessions of a history. */
export function sessionCollector() {
  const sessions = new Map<string, ExportedSession>();
  return {
    add(event: LoggedEvent): void {
      const { type, data, stream, occurredAt } = event;
      const at = occurredAt.toISOString();
      if (type === 'SessionStarted')
        sessions.set(stream, {
          id: stream.slice(stream.indexOf('-') + 1),
          started_at: at,
          device: typeof data.device === 'string' ? data.device : null,
          methods: data.amr,
          provider: data.provider,
          ended_at: null,
        });
      const ended = type === 'SessionEnded' ? sessions.get(stream) : undefined;
      if (ended !== undefined) sessions.set(stream, { ...ended, ended_at: at });
    },
    list: () => [...sessions.values()],
  };
}
