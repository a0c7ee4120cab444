import type { Codec } from './codec.js';
import type { EventStore } from './port.js';

/** The event log: the store, and the codec between stored events and domain events. */
export interface EventLog {
  readonly store: EventStore;
  readonly codec: Codec;
}
