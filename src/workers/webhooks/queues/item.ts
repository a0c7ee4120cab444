import { subjectOf } from '../../../domain/event-catalog.js';
import type { Position, StoredEvent } from '../../../eventstore/port.js';
import type { PostResult } from '../receiver-client.js';
import type { DeliveryRow } from '../store/endpoint-store.js';
import type { LogSource } from './log-source.js';

/** An event that is to be delivered. */
export interface Item {
  readonly position: Position;
  readonly eventId: string;
  readonly type: string;
  readonly subject: string;
  /** Failed attempts. */
  readonly attempts: number;
  readonly firstFailedAt: number | null;
  /** The event, or null if it is read again from the log. */
  readonly event: StoredEvent | null;
  /** The source of an event that is in no row; null for one that waits. */
  readonly source: LogSource | null;
}

/** Returns the item of an event that was read from the log. */
export function newItem(event: StoredEvent, source: LogSource): Item {
  const { position, id: eventId, type, stream, data } = event;
  const subject = subjectOf(stream, data) ?? stream;
  return { position, eventId, type, subject, attempts: 0, firstFailedAt: null, event, source };
}

/** Returns the row of an event: its state, and the answer to the attempt, if there was one. */
export function rowOf(
  item: Item,
  state: DeliveryRow['state'],
  attempt: PostResult | null = null,
): DeliveryRow {
  const { position, eventId, type, subject, attempts, firstFailedAt } = item;
  return {
    position,
    eventId,
    type,
    subject,
    state,
    attempts,
    status: attempt?.status ?? null,
    cause: attempt?.failure ?? null,
    firstFailedAt: firstFailedAt === null ? null : new Date(firstFailedAt),
    dueAt: null,
  };
}

/** Returns the item of a stored event. Its attempt reads the event again. */
export function storedItem(row: DeliveryRow): Item {
  return { ...row, firstFailedAt: row.firstFailedAt?.getTime() ?? null, event: null, source: null };
}

/** Returns the row of a stored event whose subject is parked. */
export function parkedRow(row: DeliveryRow): DeliveryRow {
  return { ...row, state: 'parked', dueAt: null };
}
