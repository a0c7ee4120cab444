import {
  CorruptedIdempotency,
  START,
  WrongExpectedRevision,
  type AppendResult,
  type EventStore,
  type JsonObject,
  type NewEvent,
  type Position,
  type StoredEvent,
  type Write,
} from './port.js';
import { checkWrites } from './check-writes.js';

/** Opens a log in memory, for tests of the code above the port. */
export function openMemoryEventStore(): EventStore {
  const log: StoredEvent[] = [];
  const streams = new Map<string, StoredEvent[]>();
  const byId = new Map<string, StoredEvent>();
  const listeners = new Set<{ notify: () => void }>();

  function record(stream: string, event: NewEvent): StoredEvent {
    const events = streams.get(stream) ?? [];
    streams.set(stream, events);
    const stored: StoredEvent = {
      ...copyOf(event),
      stream,
      revision: (events.at(-1)?.revision ?? -1) + 1,
      position: positionOf(Number(log.at(-1)?.position ?? 0) + 1),
      recordedAt: new Date(),
    };
    log.push(stored);
    events.push(stored);
    byId.set(stored.id, stored);
    return stored;
  }

  /** Deletes all but the newest events of a stream. */
  function trim(stream: string, keepLast: number): void {
    const events = streams.get(stream) ?? [];
    for (const event of events.splice(0, events.length - Math.min(keepLast, events.length))) {
      log.splice(log.indexOf(event), 1);
      byId.delete(event.id);
    }
  }

  function append(writes: readonly Write[]): AppendResult {
    checkWrites(writes);
    const filled = writes.filter(({ events }) => events.length > 0);
    if (filled.some(({ events }) => events.some(({ id }) => byId.has(id)))) {
      return resultOf(filled.map((write) => repeatedEvents(write, byId)));
    }
    for (const write of writes) {
      if (!isExpected(write, streams.get(write.stream)?.at(-1)?.revision))
        throw new WrongExpectedRevision(write.stream);
    }
    const recorded = filled.map(({ stream, events }) => events.map((event) => record(stream, event)));
    for (const { stream, keepLast } of filled) if (keepLast !== undefined) trim(stream, keepLast);
    setImmediate(() => {
      for (const { notify } of listeners) notify();
    });
    return resultOf(recorded);
  }

  return {
    capabilities: { atomicMultiStream: true, guards: true, knowsIdsOfAllStreams: true },
    append: (writes) =>
      new Promise((resolve) => {
        resolve(append(writes));
      }),
    readStreams: (names, after) => {
      const isNewer = ({ stream, revision }: StoredEvent) => revision > (after?.get(stream) ?? -1);
      return Promise.resolve(names.map((name) => (streams.get(name) ?? []).filter(isNewer).map(copyOf)));
    },
    readAll: ({ after, limit }) => {
      const first = log.findIndex(({ position }) => position > after);
      return Promise.resolve(first === -1 ? [] : log.slice(first, first + limit).map(copyOf));
    },
    eventAt: (position) => {
      const event = log.find((candidate) => candidate.position === position);
      return Promise.resolve(event === undefined ? null : copyOf(event));
    },
    positionAt: (time) =>
      Promise.resolve(log.findLast(({ recordedAt }) => recordedAt < time)?.position ?? START),
    head: () => Promise.resolve(log.at(-1)?.position ?? START),
    onAppend: (notify) => {
      const listener = { notify };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function isExpected({ expected }: Write, revision: number | undefined): boolean {
  if (expected === 'any') return true;
  if (expected === 'no_stream') return revision === undefined;
  if (expected === 'exists') return revision !== undefined;
  return revision === expected;
}

/**
 * Returns the recorded events of a repeated write.
 *
 * @throws CorruptedIdempotency they are not all there, in order, from the expected revision on
 */
function repeatedEvents(
  { stream, expected, events }: Write,
  byId: ReadonlyMap<string, StoredEvent>,
): StoredEvent[] {
  const found = events.flatMap(({ id }) => byId.get(id) ?? []);
  const start =
    typeof expected === 'number' ? expected + 1 : expected === 'no_stream' ? 0 : found[0]?.revision;
  const same = found.every(
    (event, place) => event.stream === stream && event.revision === (start ?? 0) + place,
  );
  if (!same || found.length < events.length) throw new CorruptedIdempotency();
  return found;
}

function resultOf(writes: readonly StoredEvent[][]): AppendResult {
  const positions = writes.flatMap((events) => events.map(({ position }) => position));
  return {
    position: positions.toSorted().at(-1) ?? START,
    revisions: writes.map((events) => events.at(-1)?.revision ?? 0),
  };
}

/** Copies an event as a network would: a change to one copy does not affect the other. */
function copyOf<Event extends NewEvent>(event: Event): Event {
  return {
    ...event,
    data: JSON.parse(JSON.stringify(event.data)) as JsonObject,
    metadata: { ...event.metadata },
  };
}

function positionOf(count: number): Position {
  return String(count).padStart(16, '0') as Position;
}
