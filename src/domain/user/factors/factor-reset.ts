import type { EventOf, Recorded } from '../../event.js';
import type { EventId } from '../../ids.js';
import type { factorEvents } from './factor-events.js';

/** A request for a reset, or a done reset. */
interface Reset {
  readonly event: EventId;
  /**
   * A password that a mailed link set at this time or later proves no more than access to the mailbox. The time is as long
   * before the request as the owner can object after it.
   */
  readonly distrustsMailFrom: Date;
}

/** The removal of all factors of an account whose owner has lost them. */
export interface FactorReset {
  /** The reset that waits for its time. Null if none does. */
  readonly asked: (Reset & { readonly due: Date }) | null;
  /** The done reset after which the account has no factor yet. The link in its mail opens the enrolment. */
  readonly done: Reset | null;
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
    case 'FactorResetAsked': {
      const due = new Date(event.data.due_at);
      const distrustsMailFrom = new Date(2 * event.occurredAt.getTime() - due.getTime());
      return { ...reset, asked: { event: event.id, due, distrustsMailFrom } };
    }
    case 'FactorResetCancelled':
      return { ...reset, asked: null, cancelledAt: event.occurredAt };
    case 'FactorsReset': {
      const distrustsMailFrom = reset.asked?.distrustsMailFrom ?? event.occurredAt;
      return { ...reset, asked: null, done: { event: event.id, distrustsMailFrom } };
    }
  }
}

/** Returns the state of the reset after the addition of a factor. */
export function setUp(reset: FactorReset): FactorReset {
  return { ...reset, done: null };
}
