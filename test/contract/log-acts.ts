import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type {
  AppendResult,
  EventStore,
  ExpectedRevision,
  NewEvent,
  Position,
  StoredEvent,
} from '../../src/eventstore/port.js';

/** An event with a new id and arbitrary data. */
export function anEvent(data: NewEvent['data'] = {}): NewEvent {
  return { id: randomUUID(), type: 'SomethingHappened', data, metadata: { correlation_id: randomUUID() } };
}

/** The name of an empty stream. */
export function aStream(): string {
  return `thing-${randomUUID()}`;
}

/** The name of an empty ephemeral stream. */
export function anEphemeralStream(): string {
  return `attempts-${randomUUID()}`;
}

export function append(
  store: EventStore,
  stream: string,
  expected: ExpectedRevision,
  ...events: NewEvent[]
): Promise<AppendResult> {
  return store.append([{ stream, expected, events }]);
}

export async function readStream(store: EventStore, stream: string): Promise<StoredEvent[]> {
  const [events = []] = await store.readStreams([stream]);
  return events;
}

/** Reads all events after a position, in pages until one is empty. */
export async function readToHead(store: EventStore, after: Position, limit = 100): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (;;) {
    const page = await store.readAll({ after: events.at(-1)?.position ?? after, limit });
    if (page.length === 0) return events;
    events.push(...page);
  }
}

/** The ids of events. */
export const ids = (events: readonly { id: string }[]) => events.map(({ id }) => id);

/** Waits until a condition is true. */
export async function until(condition: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not so within ${String(limitMs)} ms.`);
    await pause(5);
  }
}
