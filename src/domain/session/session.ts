import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { Erased } from '../event.js';
import type { Recorded } from '../event.js';
import { sessionEvents, UNKNOWN_DEVICE } from './events.js';
import type { SessionEvent } from './events.js';

export interface Started {
  readonly status: 'started';
  readonly id: string;
  readonly userId: string;
  readonly userRevision: number;
  readonly amr: readonly string[];
  readonly device: string;
  /** The identity provider that its user signed in by; null: none. */
  readonly provider: string | null;
  readonly startedAt: Date;
}

/** One sign-in of one user. */
export type Session =
  { readonly status: 'unknown' } | Started | { readonly status: 'ended'; readonly userId: string };

export const sessions = defineCategory({ prefix: 'session', events: sessionEvents, subject: 'data_user' });

/** The session that the stream is, or null for a stream of another kind. */
export function sessionOfStream(stream: string): string | null {
  return sessions.idOf(stream);
}

export function sessionAt(sessionId: string): Aggregate<Session, SessionEvent> {
  return sessions.aggregate<Session, SessionEvent>(sessionId, {
    initial: { status: 'unknown' },
    evolve: (_, event) =>
      event.type === 'SessionStarted'
        ? started(sessionId, event)
        : { status: 'ended', userId: event.data.user_id },
  });
}

function started(
  id: string,
  { data, occurredAt }: Recorded<Extract<SessionEvent, { type: 'SessionStarted' }>>,
): Started {
  return {
    status: 'started',
    id,
    userId: data.user_id,
    userRevision: data.user_revision,
    amr: data.amr,
    device: data.device instanceof Erased ? UNKNOWN_DEVICE : data.device,
    provider: data.provider,
    startedAt: occurredAt,
  };
}
