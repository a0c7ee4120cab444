import { expect } from '@jest/globals';
import { fold } from '../../../src/domain/aggregate.js';
import type { Aggregate } from '../../../src/domain/aggregate.js';
import type { EventId } from '../../../src/domain/ids.js';
import { anEventId } from './ids.js';

type Refusal = new () => Error;

/** An aggregate with a history, about to decide. */
export interface Given<State, Event> {
  /** The history folded. */
  readonly state: State;
  when(decide: (state: State) => readonly Event[]): Decided<Event>;
}

/** What was decided, to be compared with what the rule says. */
export interface Decided<Event> {
  then(refusal: Refusal): void;
  then(...events: readonly Event[]): void;
  /** The rule lets it pass without an event, as for a repeat. */
  thenNothing(): void;
}

const BEGINNING = Date.parse('2026-01-01T00:00:00Z');
const MINUTE = 60_000;

/** The id of the event at a revision of a given history, by which links name it. */
export function eventId(revision: number): EventId {
  return anEventId(`00000000-0000-4000-8000-${String(revision).padStart(12, '0')}`);
}

/**
 * Lets the rules of an aggregate be written as `given(...events).when(decision).then(...events)`. The
 * given events are recorded a minute apart under the ids of `eventId`.
 */
export function historyOf<State, Event>(
  aggregate: Aggregate<State, Event>,
): (...events: readonly Event[]) => Given<State, Event> {
  return (...events) => {
    const { stream } = aggregate;
    const recorded = events.map((event, revision) => ({
      ...event,
      id: eventId(revision),
      stream,
      revision,
      occurredAt: new Date(BEGINNING + revision * MINUTE),
    }));
    const state = fold(aggregate, recorded);
    return { state, when: (decide) => decided(() => decide(state)) };
  };
}

function decided<Event>(decision: () => readonly Event[]): Decided<Event> {
  return {
    then(...outcome: readonly [Refusal] | readonly Event[]) {
      const [first] = outcome;
      if (first === undefined) throw new TypeError('Say thenNothing() where nothing is decided.');
      if (typeof first === 'function') expect(decision).toThrow(first);
      else expect(decision()).toEqual(outcome);
    },
    thenNothing() {
      expect(decision()).toEqual([]);
    },
  };
}
