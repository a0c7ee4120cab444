import { cancelErasure } from '../../domain/user/erasure/erasure-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered, User } from '../../domain/user/user.js';
import type { UserEvent } from '../../domain/user/events.js';
import type { Spending } from './methods/proof.js';

/** Returns the change by which a sign-in cancels the erasure of its account, if one is pending. */
export function erasureCancelled({ id, erasure }: Registered): Spending<User, UserEvent>[] {
  return erasure === null ? [] : [{ aggregate: userAt(id), spend: (user) => cancelErasure(user, erasure) }];
}
