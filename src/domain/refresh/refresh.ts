import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import type { SessionId, UserId } from '../ids.js';
import { refreshEvents } from './events.js';
import type { RefreshEvent } from './events.js';

/** The family of a session's refresh tokens: each replaces the previous one. */
export type Family =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'alive';
      readonly userId: UserId;
      /** The generation of the newest token. */
      readonly generation: number;
      /** The time at which the newest token was issued. */
      readonly issuedAt: Date;
      /** The fingerprint of the network and device that the newest token was issued to; null if it is unknown. */
      readonly location: string | null;
      /** The time at which every token of the family expires, however often it is used. */
      readonly expires: Date;
      /** The time at which the newest token expires unless it is used. */
      readonly idleExpires: Date;
    }
  | { readonly status: 'over' };

/** The state needs only the newest event; repeats of a command need the few before it. */
const KEEP_LAST = 4;

export const refreshFamilies = defineCategory({
  prefix: 'refresh',
  events: refreshEvents,
  subject: 'data_user',
  origins: 'sessions',
  keepLast: KEEP_LAST,
});

export function familyAt(sessionId: SessionId): Aggregate<Family, RefreshEvent> {
  return refreshFamilies.aggregate<Family, RefreshEvent>(sessionId, {
    initial: { status: 'unknown' },
    evolve(family, { type, data, occurredAt }) {
      if (family.status === 'over' || type === 'RefreshTokenReused') return { status: 'over' };
      return {
        status: 'alive',
        userId: data.user_id,
        generation: data.generation,
        issuedAt: occurredAt,
        location: data.location,
        expires: new Date(data.expires_at),
        idleExpires: new Date(data.idle_expires_at),
      };
    },
  });
}
