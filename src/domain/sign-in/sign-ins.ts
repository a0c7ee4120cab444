import type { Aggregate } from '../aggregate.js';
import type { SignInEvent } from './events.js';

/** What became of the attempts to sign in to one account. */
export interface SignIns {
  /** How many have failed since the last that did not. */
  readonly failures: number;
}

const MONTH = 'yyyy-mm'.length;

/** The attempts of one calendar month (UTC), so that a stream does not grow for ever. */
export function signInsOf(userId: string, now: Date): Aggregate<SignIns, SignInEvent> {
  const month = now.toISOString().slice(0, MONTH).replace('-', '');
  return {
    stream: `signin-${userId}-${month}`,
    initial: { failures: 0 },
    evolve: ({ failures }, { type }) => ({ failures: type === 'SignInFailed' ? failures + 1 : 0 }),
  };
}
