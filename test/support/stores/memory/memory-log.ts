import { randomUUID } from 'node:crypto';
import type { DomainEvent } from '../../../../src/domain/event-catalog.js';
import { createCodec } from '../../../../src/eventstore/codec.js';
import type { Cause, LoggedEvent } from '../../../../src/eventstore/codec.js';
import { createEventLog } from '../../../../src/eventstore/event-log.js';
import type { EventLog } from '../../../../src/eventstore/event-log.js';
import { openMemoryEventStore } from '../../../../src/eventstore/memory.js';
import { START } from '../../../../src/eventstore/port.js';
import type { EventStore } from '../../../../src/eventstore/port.js';
import { memorySubjectKeys } from './memory-subject-keys.js';
import type { MemorySubjectKeys } from './memory-subject-keys.js';
import { NOW } from '../../domain/user-history.js';

const MOST = 10_000;

export interface MemoryLog extends EventLog {
  readonly keys: MemorySubjectKeys;
  /** All recorded events, in order. */
  events(): Promise<LoggedEvent[]>;
  /** The event types of one stream, in order. */
  types(stream: string): Promise<DomainEvent['type'][]>;
}

/** A log in memory, encrypted as by the service. `store` can inject faults. */
export function openMemoryLog(store: EventStore = openMemoryEventStore()): MemoryLog {
  const keys = memorySubjectKeys();
  const codec = createCodec(keys);
  return {
    ...createEventLog(store, codec),
    keys,
    async events() {
      return await codec.decode(await store.readAll({ after: START, limit: MOST }));
    },
    async types(stream) {
      const [stored = []] = await store.readStreams([stream]);
      return (await codec.decode(stored)).map(({ type }) => type);
    },
  };
}

/** The cause of a new command at a time. */
export function aCause(now = NOW): Cause {
  return { commandId: randomUUID(), correlationId: randomUUID(), actor: 'anonymous', now, source: null };
}
