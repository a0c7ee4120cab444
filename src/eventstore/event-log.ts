import type { Codec } from './codec.js';
import type { EventStore } from './port.js';

/** The log as the domain reads and writes it: the store, and the codec between the two. */
export interface EventLog {
  readonly store: EventStore;
  readonly codec: Codec;
}
