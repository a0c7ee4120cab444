import type { Attempts } from '../attempts/attempts.js';
import type { SignInEvent } from './events.js';

/** What is to be remembered of an attempt that has failed. */
export function signInFailed(userId: string, { failures, lockedUntil }: Attempts): SignInEvent[] {
  const failed: SignInEvent = { type: 'SignInFailed', data: { user_id: userId } };
  if (lockedUntil === null) return [failed];
  const until = lockedUntil.toISOString();
  return [failed, { type: 'SignInLocked', data: { user_id: userId, failures, until } }];
}

export function signUpRepeated(userId: string): SignInEvent[] {
  return [{ type: 'SignUpRepeated', data: { user_id: userId } }];
}

export function unlocked(userId: string, reason: string | null): SignInEvent[] {
  return [{ type: 'SignInUnlocked', data: { user_id: userId, reason } }];
}
