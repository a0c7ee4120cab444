import { z } from 'zod';
import { deviceName } from '../../commands/steps/device-name.js';
import type { UserId } from '../../domain/ids.js';
import type { LoggedEvent } from '../../eventstore/codec.js';
import { wordsOf } from '../../domain/public-events/history-words.js';

/** An event in the history that its person reads. */
const historyEntryJson = z
  .strictObject({
    id: z.string().meta({ description: 'The id of the entry, for `POST /auth/events/{id}/not-me`.' }),
    type: z.string(),
    text: z.string().meta({ description: 'The event in a sentence.' }),
    occurred_at: z.iso.datetime(),
    by: z
      .enum(['you', 'anybody', 'administrator', 'service'])
      .meta({ description: '`anybody`: a caller who was not signed in. `service`: this service itself.' }),
    device: z.string().nullable(),
    ip: z.string().nullable(),
  })
  .meta({ id: 'HistoryEntry' });

/** A page of a person's own history. */
export const historyPageJson = z
  .strictObject({ items: z.array(historyEntryJson), next_cursor: z.string().nullable() })
  .meta({ id: 'HistoryPage' });

type HistoryEntry = z.input<typeof historyEntryJson>;

/** Describes an event to its person. An administrator's device and address stay hidden. */
export function toHistoryEntry(event: LoggedEvent, userId: UserId): HistoryEntry {
  const by = authorOf(event.actor, userId);
  const source = by === 'you' || by === 'anybody' ? event.source() : null;
  return {
    id: event.position,
    type: event.type,
    text: wordsOf(event) ?? event.type,
    occurred_at: event.occurredAt.toISOString(),
    by,
    device: source === null ? null : deviceName(source.userAgent),
    ip: source?.ip ?? null,
  };
}

function authorOf(actor: string, userId: UserId): HistoryEntry['by'] {
  if (actor === `user:${userId}`) return 'you';
  if (actor === 'anonymous') return 'anybody';
  return actor === 'system' ? 'service' : 'administrator';
}
