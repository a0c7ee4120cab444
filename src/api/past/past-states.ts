import { fold } from '../../domain/aggregate.js';
import type { Aggregate } from '../../domain/aggregate.js';
import type { DomainEvent } from '../../domain/event-catalog.js';
import type { EventLog } from '../../eventstore/event-log.js';
import type { StoredEvent } from '../../eventstore/port.js';
import { positionWithin } from './instant.js';
import type { Instant } from './instant.js';

/** Folds one of the streams up to the point. */
type ReadState = <State>(aggregate: Aggregate<State, never>) => Promise<State>;

/** Reads some streams, and returns a function that folds one of them up to a point of the log. */
export async function readPast(
  { store, codec }: EventLog,
  aggregates: readonly { readonly stream: string }[],
  instant: Instant,
): Promise<ReadState> {
  const streams = aggregates.map(({ stream }) => stream);
  const stored = await store.readStreams(streams);
  return async <State>(aggregate: Aggregate<State, never>) => {
    const events: readonly StoredEvent[] = stored[streams.indexOf(aggregate.stream)] ?? [];
    const position = positionWithin(events, instant);
    const decoded = await codec.decode(events.filter((event) => event.position <= position));
    return fold<State, DomainEvent>(aggregate, decoded);
  };
}
