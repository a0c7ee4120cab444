import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { refreshEvents } from './events.js';
import type { RefreshEvent } from './events.js';

/** The lineage of refresh tokens of one session: each replaces the one before. */
export type Family =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'alive';
      readonly userId: string;
      /** Of the newest token. */
      readonly generation: number;
      readonly issuedAt: Date;
      /** When every token of the family is over, however often it is used. */
      readonly expires: Date;
      /** When the newest token is over, if it is not used. */
      readonly idleExpires: Date;
    }
  | { readonly status: 'over' };

/** The rules need only the newest event; repeats of a command need the few before it. */
const KEEP_LAST = 4;

export const refreshFamilies = defineCategory({
  prefix: 'refresh',
  events: refreshEvents,
  subject: 'data_user',
  keepLast: KEEP_LAST,
});

/** The family of a session's refresh tokens. */
export function familyAt(sessionId: string): Aggregate<Family, RefreshEvent> {
  return refreshFamilies.aggregate<Family, RefreshEvent>(sessionId, {
    initial: { status: 'unknown' },
    evolve(family, { type, data, occurredAt }) {
      if (family.status === 'over' || type === 'RefreshTokenReused') return { status: 'over' };
      return {
        status: 'alive',
        userId: data.user_id,
        generation: data.generation,
        issuedAt: occurredAt,
        expires: new Date(data.expires_at),
        idleExpires: new Date(data.idle_expires_at),
      };
    },
  });
}
