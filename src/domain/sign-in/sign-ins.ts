import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import type { UserId } from '../ids.js';
import { signInEvents } from './events.js';
import type { SignInEvent } from './events.js';

export const signInHistories = defineCategory({
  prefix: 'signin',
  events: signInEvents,
  subject: 'data_user',
  origins: 'sign_ins',
});

const MONTH = 'yyyy-mm'.length;

/**
 * The history of the sign-in attempts on an account in one calendar month (UTC), so that no stream grows without end. No
 * decision reads it; the lockout is decided by `Attempts`.
 */
export function signInsOf(userId: UserId, now: Date): Aggregate<null, SignInEvent> {
  const month = now.toISOString().slice(0, MONTH).replace('-', '');
  return signInHistories.aggregate(`${userId}-${month}`, { initial: null, evolve: () => null });
}
