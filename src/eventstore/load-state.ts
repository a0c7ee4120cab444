import type { Aggregate } from '../domain/aggregate.js';
import type { DomainEvent } from '../domain/event-catalog.js';
import type { EventLog } from './event-log.js';
import { loadStream } from './folded-streams.js';

/** Loads the current state of an aggregate from the log. */
export async function loadState<State, Event extends DomainEvent>(
  log: EventLog,
  aggregate: Aggregate<State, Event>,
): Promise<State> {
  return (await loadStream(log, aggregate)).state;
}
