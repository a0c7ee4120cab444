import type { SignInEvent } from './events.js';
import type { SignIns } from './sign-ins.js';

export function signInFailed(userId: string): SignInEvent[] {
  return [{ type: 'SignInFailed', data: { user_id: userId } }];
}

/** A success is worth an event only where it ends a row of failures: the session tells of it anyway. */
export function signInSucceeded({ failures }: SignIns, userId: string): SignInEvent[] {
  return failures === 0 ? [] : [{ type: 'SignInSucceeded', data: { user_id: userId } }];
}
