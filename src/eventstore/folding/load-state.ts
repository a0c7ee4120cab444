import { skippingUnreadable } from '../../domain/aggregate.js';
import type { Aggregate } from '../../domain/aggregate.js';
import type { DomainEvent } from '../../domain/event-catalog.js';
import { UnreadableEvent } from '../codec.js';
import type { EventLog } from '../event-log.js';
import { loadFolded, loadStream } from './folded-streams.js';

/** Loads the current state of an aggregate from the log. */
export async function loadState<State, Event extends DomainEvent>(
  log: EventLog,
  aggregate: Aggregate<State, Event>,
): Promise<State> {
  return (await loadStream(log, aggregate)).state;
}

/** Loads the current states of several aggregates, in one read. */
export async function loadStates<A extends Record<string, Aggregate<unknown, DomainEvent>>>(
  log: EventLog,
  aggregates: A,
): Promise<{ readonly [Name in keyof A]: A[Name]['initial'] }> {
  const folded = await loadFolded(log, Object.values(aggregates));
  const states = Object.keys(aggregates).map((name, i) => [name, folded[i]?.state]);
  // The streams were loaded from these aggregates, name by name.
  return Object.fromEntries(states) as { readonly [Name in keyof A]: A[Name]['initial'] };
}

/**
 * Loads the current state of an aggregate. Of a stream with an unreadable event only the end counts: the event may be a
 * refusal, but it cannot lift the end.
 *
 * @param hasEnded reports whether no event can change a state any more
 * @throws UnreadableEvent the readable events do not end the stream
 */
export async function loadStateOrEnd<State, Event extends DomainEvent>(
  log: EventLog,
  aggregate: Aggregate<State, Event>,
  hasEnded: (state: State) => boolean,
): Promise<State> {
  try {
    return await loadState(log, aggregate);
  } catch (error) {
    if (!(error instanceof UnreadableEvent)) throw error;
    const readable = await loadState(log, skippingUnreadable(aggregate));
    if (!hasEnded(readable)) throw error;
    return readable;
  }
}
