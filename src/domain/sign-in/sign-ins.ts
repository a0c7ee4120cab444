import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { signInEvents } from './events.js';
import type { SignInEvent } from './events.js';

export const signInHistories = defineCategory({
  prefix: 'signin',
  events: signInEvents,
  subject: 'data_user',
});

const MONTH = 'yyyy-mm'.length;

/**
 * What is to be remembered of the attempts to sign in to an account, in a calendar month (UTC), so that a stream does not
 * grow for ever. Nothing is decided by it: see `Attempts`.
 */
export function signInsOf(userId: string, now: Date): Aggregate<null, SignInEvent> {
  const month = now.toISOString().slice(0, MONTH).replace('-', '');
  return signInHistories.aggregate(`${userId}-${month}`, { initial: null, evolve: () => null });
}
