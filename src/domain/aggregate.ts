import type { Recorded } from './event.js';

/**
 * A stream and how to fold it. `evolve` is written as a method so that references to different
 * aggregates fit in one record.
 */
export interface Aggregate<State, Event> {
  readonly stream: string;
  readonly initial: State;
  /** How many events are enough to fold; left out where all are needed. The older ones are not kept. */
  readonly keepLast?: number;
  evolve(state: State, event: Recorded<Event>): State;
}

/** The state after all events, in order. */
export function fold<State, Event>(
  aggregate: Aggregate<State, Event>,
  events: readonly Recorded<Event>[],
  from: State = aggregate.initial,
): State {
  return events.reduce((state, event) => aggregate.evolve(state, event), from);
}
