import type { Registered } from '../user/user.js';
import type { SessionEvent } from './events.js';

/** A session starts for the account as it was when its credentials were checked. */
export function startSession(account: Registered, amr: string[]): SessionEvent[] {
  return [{ type: 'SessionStarted', data: { user_id: account.id, user_revision: account.revision, amr } }];
}
