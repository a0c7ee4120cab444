import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import type { FactorId } from '../ids.js';
import { factorUseEvents } from './events.js';
import type { FactorUseEvent } from './events.js';

/** The newest use of a factor, or null if it was not used yet. */
export type FactorUse = {
  /** The time step of its code. No code of this step or an earlier one works again. */
  readonly step: number | null;
  readonly signCount: number | null;
  readonly backedUp: boolean | null;
  /** The session or the command that the factor was used for. */
  readonly for: string;
  readonly usedAt: Date;
} | null;

/** The state needs only the newest event; repeats of a command need the few before it. */
const KEEP_LAST = 4;

export const factorUses = defineCategory({
  prefix: 'factor',
  events: factorUseEvents,
  subject: 'data_user',
  keepLast: KEEP_LAST,
});

export function factorUseOf(factorId: FactorId): Aggregate<FactorUse, FactorUseEvent> {
  return factorUses.aggregate<FactorUse, FactorUseEvent>(factorId, {
    initial: null,
    evolve: (_, { data, occurredAt }) => ({
      step: data.step,
      signCount: data.sign_count,
      backedUp: data.backed_up,
      for: data.for,
      usedAt: occurredAt,
    }),
  });
}
