import type { Aggregate } from '../aggregate.js';
import type { SessionEvent } from './events.js';

/** One sign-in of one user. */
export type Session =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'started';
      readonly userId: string;
      readonly userRevision: number;
      readonly amr: readonly string[];
    };

export function sessionAt(sessionId: string): Aggregate<Session, SessionEvent> {
  return {
    stream: `session-${sessionId}`,
    initial: { status: 'unknown' },
    evolve: (_, event) => ({
      status: 'started',
      userId: event.data.user_id,
      userRevision: event.data.user_revision,
      amr: event.data.amr,
    }),
  };
}
