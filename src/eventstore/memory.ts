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

/** A log that lives as long as the process: for the tests of what stands above the port. */
export function openMemoryEventStore(): EventStore {
  const log: StoredEvent[] = [];
  const streams = new Map<string, StoredEvent[]>();
  const known = new Map<string, StoredEvent>();
  const listeners = new Set<{ ring: () => void }>();

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
    known.set(stored.id, stored);
    return stored;
  }

  /** Leaves only the newest events of a stream. */
  function trim(stream: string, keepLast: number): void {
    const events = streams.get(stream) ?? [];
    for (const gone of events.splice(0, events.length - Math.min(keepLast, events.length))) {
      log.splice(log.indexOf(gone), 1);
      known.delete(gone.id);
    }
  }

  function append(writes: readonly Write[]): AppendResult {
    checkWrites(writes);
    if (writes.some(({ events }) => events.some(({ id }) => known.has(id)))) {
      return resultOf(writes.map((write) => inPlace(write, known)));
    }
    for (const write of writes) {
      if (!isExpected(write, streams.get(write.stream)?.at(-1)?.revision))
        throw new WrongExpectedRevision(write.stream);
    }
    const recorded = writes.map(({ stream, events }) => events.map((event) => record(stream, event)));
    for (const { stream, keepLast } of writes) if (keepLast !== undefined) trim(stream, keepLast);
    setImmediate(() => {
      for (const { ring } of listeners) ring();
    });
    return resultOf(recorded);
  }

  return {
    capabilities: { atomicMultiStream: true, knowsIdsOfAllStreams: true },
    append: (writes) =>
      new Promise((resolve) => {
        resolve(append(writes));
      }),
    readStreams: (names) => Promise.resolve(names.map((name) => (streams.get(name) ?? []).map(copyOf))),
    readAll: ({ after, limit }) => {
      const first = log.findIndex(({ position }) => position > after);
      return Promise.resolve(first === -1 ? [] : log.slice(first, first + limit).map(copyOf));
    },
    head: () => Promise.resolve(log.at(-1)?.position ?? START),
    onAppend: (ring) => {
      const listener = { ring };
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

/** The known events of a write that follow each other in its stream from where it expected to begin. */
function inPlace(
  { stream, expected, events }: Write,
  known: ReadonlyMap<string, StoredEvent>,
): StoredEvent[] {
  const found = events.flatMap(({ id }) => known.get(id) ?? []);
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

/** As if it had gone over a wire: whoever changes one of the two does not change the other. */
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
