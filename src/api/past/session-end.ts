import { SESSION_ENDING_EVENTS } from '../../domain/user/events.js';
import type { LoggedEvent } from '../../eventstore/codec.js';

/** Tells whether an event of an account ended a session that started at a revision of it. It can also judge an erased account. */
export function endsSession(
  { type, revision, data }: LoggedEvent,
  session: { readonly id: string; readonly userRevision: number },
): boolean {
  if (revision <= session.userRevision || !SESSION_ENDING_EVENTS.has(type)) return false;
  return !('kept_session' in data && data.kept_session === session.id);
}
