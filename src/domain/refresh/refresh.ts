import type { Aggregate } from '../aggregate.js';
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

const CATEGORY = 'refresh-';
/** Each event tells all that the rules need; the few before it are for commands that are repeated. */
const KEPT = 4;

/** The family of a session's refresh tokens. */
export function familyAt(sessionId: string): Aggregate<Family, RefreshEvent> {
  return {
    stream: CATEGORY + sessionId,
    initial: { status: 'unknown' },
    keepLast: KEPT,
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
  };
}

/** Whether a stream is a family of refresh tokens. */
export function isFamily(stream: string): boolean {
  return stream.startsWith(CATEGORY);
}
