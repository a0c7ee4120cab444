import { LRUCache } from 'lru-cache';
import type { Aggregate } from '../../domain/aggregate.js';
import type { DomainEvent } from '../../domain/event-catalog.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import type { LiveFollower } from './live-subscription.js';

/** A cache of the states of the streams of one category. */
export interface StateCache<State, Event> extends LiveFollower {
  readonly find: (aggregate: Aggregate<State, Event>) => Promise<State>;
  heard(time: number): void;
}

const MAX_STATES = 10_000;
/** Time without news of the log after which states are no longer taken from memory. */
const MAX_SILENCE_MS = 2000;

/**
 * Creates a cache that loads each stream once, and again after an event of the stream. While it hears nothing of the log, it
 * loads it each time.
 *
 * @param isWorthIt false for states that would only evict others, such as those of made-up ids
 */
export function stateCache<State extends object, Event extends DomainEvent>(
  log: EventLog,
  isWorthIt: (state: State) => boolean = () => true,
): StateCache<State, Event> {
  const states = new LRUCache<string, State>({ max: MAX_STATES });
  /** Loads in progress. An event of their stream removes them, and their result is not cached. */
  const loads = new Map<string, Promise<State>>();
  let heardAt = -Infinity;

  async function loadOnce(aggregate: Aggregate<State, Event>): Promise<State> {
    const { stream } = aggregate;
    const loading = loadState(log, aggregate);
    loads.set(stream, loading);
    try {
      const state = await loading;
      if (loads.get(stream) === loading && isWorthIt(state)) states.set(stream, state);
      return state;
    } finally {
      if (loads.get(stream) === loading) loads.delete(stream);
    }
  }

  return {
    async find(aggregate) {
      const { stream } = aggregate;
      if (performance.now() - heardAt > MAX_SILENCE_MS) return await loadState(log, aggregate);
      return states.get(stream) ?? (await (loads.get(stream) ?? loadOnce(aggregate)));
    },
    heard(time) {
      heardAt = time;
    },
    apply({ stream }) {
      states.delete(stream);
      loads.delete(stream);
    },
    evictExpired: () => undefined,
  };
}
