import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { Erased } from '../event.js';
import type { Recorded } from '../event.js';
import { sessionIdSchema } from '../ids.js';
import type { SessionId, UserId } from '../ids.js';
import type { AssuranceLevel } from '../user/factors/assurance.js';
import { sessionEvents, UNKNOWN_DEVICE } from './events.js';
import type { SessionEvent } from './events.js';
import { namesIn } from '../user/session-at-provider.js';
import type { NamesAtProvider } from '../user/session-at-provider.js';

export interface Started {
  readonly status: 'started';
  readonly id: SessionId;
  readonly userId: UserId;
  readonly userRevision: number;
  readonly amr: readonly string[];
  readonly device: string;
  /** The identity provider of the sign-in, or null if there was none. */
  readonly provider: string | null;
  readonly startedAt: Date;
  /** The level that the user has proved. */
  readonly acr: AssuranceLevel;
  /** The time of the newest proof of that level. */
  readonly authenticatedAt: Date;
  /** The time of the newest proof of any level. */
  readonly provenAt: Date;
  /** The factors that the session was authenticated with. */
  readonly factors: SessionData['factors'];
  /** The trusted device that replaced the second factor, or null. */
  readonly trustId: string | null;
  /** The administrator who acts as the user, or null. */
  readonly impersonation: Impersonation | null;
  /** The names at the identity provider of an organisation, or null for another session. */
  readonly atProvider: NamesAtProvider | null;
}

export interface Impersonation {
  readonly by: UserId;
  /** The session of the administrator, with which this one ends. */
  readonly bySession: SessionId;
  readonly ends: Date;
}

type SessionData = Extract<SessionEvent, { type: 'SessionStarted' }>['data'];

/** A sign-in of a user on a device. */
export type Session =
  { readonly status: 'unknown' } | Started | { readonly status: 'ended'; readonly userId: UserId };

export const sessions = defineCategory({
  prefix: 'session',
  events: sessionEvents,
  subject: 'data_user',
  origins: 'sessions',
});

/** The id of the session that a stream records, or null for a stream of another category. */
export function sessionOfStream(stream: string): SessionId | null {
  return sessionIdSchema.safeParse(sessions.idOf(stream)).data ?? null;
}

export function sessionAt(sessionId: SessionId): Aggregate<Session, SessionEvent> {
  return sessions.aggregate<Session, SessionEvent>(sessionId, {
    initial: { status: 'unknown' },
    evolve(session, event) {
      switch (event.type) {
        case 'SessionStarted':
          return started(sessionId, event);
        case 'ConnectionSessionNoted':
          return session.status === 'started' ? { ...session, atProvider: namesIn(event.data) } : session;
        case 'SessionReauthenticated':
          return session.status === 'started' ? reauthenticated(session, event) : session;
        case 'SessionEnded':
          return { status: 'ended', userId: event.data.user_id };
      }
    },
  });
}

type OfType<Type extends SessionEvent['type']> = Recorded<Extract<SessionEvent, { type: Type }>>;

function started(id: SessionId, { data, occurredAt }: OfType<'SessionStarted'>): Started {
  return {
    status: 'started',
    id,
    userId: data.user_id,
    userRevision: data.user_revision,
    amr: data.amr,
    device: data.device instanceof Erased ? UNKNOWN_DEVICE : data.device,
    provider: data.provider,
    startedAt: occurredAt,
    acr: data.acr,
    authenticatedAt: occurredAt,
    provenAt: occurredAt,
    factors: data.factors,
    trustId: data.trust_id,
    impersonation: impersonationIn(data),
    atProvider: null,
  };
}

function impersonationIn({ impersonation }: SessionData): Impersonation | null {
  if (impersonation === null) return null;
  const { by, by_session: bySession, ends_at: ends } = impersonation;
  return { by, bySession, ends: new Date(ends) };
}

function reauthenticated(session: Started, { data, occurredAt }: OfType<'SessionReauthenticated'>): Started {
  const { acr, amr, proof } = data;
  // A password alone proves the first level. A session of the second one keeps that, and the time when it was proved.
  const provesLevel = proof !== 'password' || session.acr === 'aal1';
  return {
    ...session,
    acr,
    amr,
    authenticatedAt: provesLevel ? occurredAt : session.authenticatedAt,
    provenAt: occurredAt,
    factors: [...session.factors, ...data.factors],
  };
}
