import type { Codec } from './codec.js';
import { createFoldCache } from './folding/fold-cache.js';
import type { FoldCache } from './folding/fold-cache.js';
import type { EventStore } from './port.js';

/** The event log: the store, the codec between stored events and domain events, and the newest folds of streams. */
export interface EventLog {
  readonly store: EventStore;
  readonly codec: Codec;
  readonly folds: FoldCache;
}

/** Opens the event log on a store. */
export function createEventLog(store: EventStore, codec: Codec): EventLog {
  return { store, codec, folds: createFoldCache() };
}
