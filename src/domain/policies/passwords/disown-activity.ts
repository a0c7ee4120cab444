import type { EventId } from '../../ids.js';
import type { Session } from '../../session/session.js';
import { sessionsEnded } from '../../user/decisions.js';
import type { UserEvent } from '../../user/events.js';
import type { User } from '../../user/user.js';
import { requireActive } from '../active-session.js';

/**
 * Ends every session and locks the password, because the owner disowned an event of the account. It needs no recent proof: a
 * thief of a session gains nothing by it, and its owner must not be slowed down.
 *
 * @throws SessionOver
 */
export function disownActivity(user: User, session: Session, event: EventId): UserEvent[] {
  requireActive(user, session);
  return [{ type: 'ActivityDisowned', data: { event_id: event } }, sessionsEnded(null)];
}
