import { fold } from '../domain/aggregate.js';
import type { Aggregate } from '../domain/aggregate.js';
import type { DomainEvent } from '../domain/event-catalog.js';
import type { EventLog } from './event-log.js';

/** Loads the current state of an aggregate from the log. */
export async function loadState<State, Event extends DomainEvent>(
  { store, codec }: EventLog,
  aggregate: Aggregate<State, Event>,
): Promise<State> {
  const [stored = []] = await store.readStreams([aggregate.stream]);
  return fold<State, DomainEvent>(aggregate, await codec.decode(stored, aggregate.skipsUnreadable));
}
