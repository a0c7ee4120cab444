import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import type { ClaimStream, UserId } from '../ids.js';
import { claimEvents } from './events.js';
import type { ClaimEvent } from './events.js';

/** The ownership of a unique value, such as an email address. */
export interface Claim {
  readonly owner: UserId | null;
  /** The revision of the newest event, or null for an empty stream. */
  readonly revision: number | null;
}

export const claims = defineCategory({ prefix: 'claim', events: claimEvents, subject: 'data_user' });

export function claimAt(stream: ClaimStream): Aggregate<Claim, ClaimEvent> {
  return {
    stream,
    initial: { owner: null, revision: null },
    evolve: (_, { type, data, revision }) => ({
      owner: type === 'ValueClaimed' ? data.user_id : null,
      revision,
    }),
  };
}
