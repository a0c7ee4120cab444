import type { Recorded } from './event.js';

/**
 * A stream with the rule that folds its events into a state. `evolve` is declared as a method, so that aggregates of
 * different types fit in one record.
 */
export interface Aggregate<State, Event> {
  readonly stream: string;
  readonly initial: State;
  /** The number of newest events that the stream retains. Omitted for history, which retains all. */
  readonly keepLast?: number;
  /** The name that the ids of its events derive from, beside the command. Omitted where it is the name of the stream. */
  readonly idScope?: string;
  /** Skips events that this release cannot read, instead of failing. Omitted where a skipped event may be a refusal. */
  readonly skipsUnreadable?: boolean;
  evolve(state: State, event: Recorded<Event>): State;
}

/** Returns the aggregate with events skipped that this release cannot read. */
export function skippingUnreadable<State, Event>(
  aggregate: Aggregate<State, Event>,
): Aggregate<State, Event> {
  return { ...aggregate, skipsUnreadable: true };
}

/** Folds events, in their order, into a state. */
export function fold<State, Event>(
  aggregate: Aggregate<State, Event>,
  events: readonly Recorded<Event>[],
  from: State = aggregate.initial,
): State {
  return events.reduce((state, event) => aggregate.evolve(state, event), from);
}
