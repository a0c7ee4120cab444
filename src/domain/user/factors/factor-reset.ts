import type { EventOf, Recorded } from '../../event.js';
import type { EventId } from '../../ids.js';
import type { factorEvents } from './factor-events.js';

/** The removal of all factors of an account whose owner has lost them. */
export interface FactorReset {
  /** The reset that waits for its time. Null if none does. */
  readonly asked: { readonly event: EventId; readonly due: Date } | null;
  /** The done reset after which the account has no factor yet. The link in its mail opens the enrolment. */
  readonly done: EventId | null;
  readonly cancelledAt: Date | null;
}

export const NO_RESET: FactorReset = { asked: null, done: null, cancelledAt: null };

type ResetEvent = Extract<
  EventOf<(typeof factorEvents)[number]>,
  { type: 'FactorResetAsked' | 'FactorResetCancelled' | 'FactorsReset' }
>;

/** Returns the state of the reset after an event about it. */
export function afterResetEvent(reset: FactorReset, event: Recorded<ResetEvent>): FactorReset {
  switch (event.type) {
    case 'FactorResetAsked':
      return { ...reset, asked: { event: event.id, due: new Date(event.data.due_at) } };
    case 'FactorResetCancelled':
      return { ...reset, asked: null, cancelledAt: event.occurredAt };
    case 'FactorsReset':
      return { ...reset, asked: null, done: event.id };
  }
}

/** Returns the state of the reset after the addition of a factor. */
export function setUp(reset: FactorReset): FactorReset {
  return { ...reset, done: null };
}
