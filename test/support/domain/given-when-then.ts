import { expect } from '@jest/globals';
import { fold } from '../../../src/domain/aggregate.js';
import type { Aggregate } from '../../../src/domain/aggregate.js';
import type { EventId } from '../../../src/domain/ids.js';
import { anEventId } from './ids.js';

type Refusal = new () => Error;

/** An aggregate with a history, ready for a decision. */
export interface Given<State, Event> {
  /** The state after the history. */
  readonly state: State;
  when(decide: (state: State) => readonly Event[]): Decided<Event>;
}

/** A decision and the expectations on it. */
export interface Decided<Event> {
  then(refusal: Refusal): void;
  then(...events: readonly Event[]): void;
  /** Expects no event, as for a repeat. */
  thenNothing(): void;
}

const BEGINNING = Date.parse('2026-01-01T00:00:00Z');
const MINUTE = 60_000;

/** The id of the event at a revision of a history. Links name it. */
export function eventId(revision: number): EventId {
  return anEventId(`00000000-0000-4000-8000-${String(revision).padStart(12, '0')}`);
}

/**
 * Tests the rules of an aggregate as `given(...events).when(decision).then(...events)`. The given events are recorded a
 * minute apart by one actor, with the ids of `eventId`.
 */
export function historyOf<State, Event>(
  aggregate: Aggregate<State, Event>,
  actor = 'anonymous',
): (...events: readonly Event[]) => Given<State, Event> {
  return (...events) => {
    const { stream } = aggregate;
    const recorded = events.map((event, revision) => ({
      ...event,
      id: eventId(revision),
      stream,
      revision,
      occurredAt: new Date(BEGINNING + revision * MINUTE),
      actor,
    }));
    const state = fold(aggregate, recorded);
    return { state, when: (decide) => decided(() => decide(state)) };
  };
}

function decided<Event>(decision: () => readonly Event[]): Decided<Event> {
  return {
    then(...outcome: readonly [Refusal] | readonly Event[]) {
      const [first] = outcome;
      if (first === undefined) throw new TypeError('Use thenNothing() to expect no event.');
      if (typeof first === 'function') expect(decision).toThrow(first);
      else expect(decision()).toEqual(outcome);
    },
    thenNothing() {
      expect(decision()).toEqual([]);
    },
  };
}
