import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { claimEvents } from './events.js';
import type { ClaimEvent } from './events.js';

/** Ownership of a value that one user at most may have, such as an e-mail address. */
export interface Claim {
  readonly owner: string | null;
  /** Of the newest event; null: none. */
  readonly revision: number | null;
}

export const claims = defineCategory({ prefix: 'claim', events: claimEvents, subject: 'data_user' });

/**
 * @param stream `claim-<pepper number>.<fingerprint>`, made by `security/claims.ts`: the value itself
 *   never stands in a stream's name
 */
export function claimAt(stream: string): Aggregate<Claim, ClaimEvent> {
  return {
    stream,
    initial: { owner: null, revision: null },
    evolve: (_, { type, data, revision }) => ({
      owner: type === 'ValueClaimed' ? data.user_id : null,
      revision,
    }),
  };
}
