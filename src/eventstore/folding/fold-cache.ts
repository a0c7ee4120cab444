import { LRUCache } from 'lru-cache';
import type { Aggregate } from '../../domain/aggregate.js';
import type { DomainEvent } from '../../domain/event-catalog.js';
import type { EventId } from '../../domain/ids.js';
import type { Position } from '../port.js';

/** The events that one command appended to a stream. */
export interface CommandTrace {
  /** Position of the last of them. */
  readonly position: Position;
  readonly eventIds: readonly EventId[];
}

/** A stream folded to a state, with the facts about its events that commands need. */
export interface FoldedStream<State = unknown> {
  readonly aggregate: Aggregate<State, DomainEvent>;
  readonly state: State;
  /** Revision of the last event, also of an unreadable one; null: the stream is empty. */
  readonly revision: number | null;
  /** Position of the last event that this release can read; null: there is none. */
  readonly position: Position | null;
  readonly commands: ReadonlyMap<string, CommandTrace>;
}

/**
 * The newest folds of recently used streams. A load reads and decrypts only the events after them, so a stream of ten
 * thousand events costs as much as a new one.
 */
export type FoldCache = LRUCache<string, FoldedStream>;

/** Bytes of all cached folds together, by the measured sizes below. */
const MAX_BYTES = 16 * 2 ** 20;
/** A state with the strings of its stream: a session has 1,300 bytes, an account 1,500. */
const BYTES_PER_STREAM = 1200;
const BYTES_PER_COMMAND = 300;
/** Time for which a state with personal data remains in memory after it was folded from its first event. */
const LIFE_MS = 60_000;

/** Creates an empty cache. */
export function createFoldCache(): FoldCache {
  return new LRUCache({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ commands }) => BYTES_PER_STREAM + BYTES_PER_COMMAND * commands.size,
    ttl: LIFE_MS,
    ttlAutopurge: false,
    noUpdateTTL: true,
  });
}
