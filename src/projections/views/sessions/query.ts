import type { Pool } from 'pg';
import { fold } from '../../../domain/aggregate.js';
import type { Aggregate } from '../../../domain/aggregate.js';
import type { DomainEvent } from '../../../domain/event-catalog.js';
import type { SessionId, UserId } from '../../../domain/ids.js';
import { familyAt } from '../../../domain/refresh/refresh.js';
import type { Family } from '../../../domain/refresh/refresh.js';
import { isActive } from '../../../domain/policies/active-session.js';
import { sessionAt } from '../../../domain/session/session.js';
import type { Started } from '../../../domain/session/session.js';
import type { AssuranceLevel } from '../../../domain/user/factors/assurance.js';
import { userAt } from '../../../domain/user/user.js';
import type { LoggedEvent } from '../../../eventstore/codec.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import type { Position } from '../../../eventstore/port.js';

/** An active session. */
export interface OpenSession {
  readonly id: SessionId;
  readonly device: string;
  readonly amr: readonly string[];
  readonly provider: string | null;
  readonly acr: AssuranceLevel;
  /** Time of the newest proof of that level. */
  readonly authenticatedAt: Date;
  readonly factors: Started['factors'];
  readonly trustId: string | null;
  readonly startedAt: Date;
  /** Time of the last refresh; `ip` is its source. */
  readonly lastUsedAt: Date;
  readonly ip: string | null;
  /** Time of expiry if the session is not used before. */
  readonly expires: Date;
  /** The administrator who acts as the user, or null. */
  readonly impersonatedBy: UserId | null;
}

interface Row {
  readonly session_id: SessionId;
  readonly position: Position;
}

/** Index: sessions_v1_open. */
const PAGE = `
  select session_id, position
  from credence_read.sessions
  where user_id = $1 and ended_at is null and started_at > $2 and ($3::text is null or position < $3)
  order by position desc
  limit $4`;

/**
 * Returns the open sessions of a user, newest first. The read model only finds candidates. The log decides their
 * state.
 *
 * @param since excludes sessions that started before, which have expired
 * @returns at most `limit` sessions, and the position to continue before; null on the last page
 */
export async function readOpenSessions(
  pool: Pool,
  log: EventLog,
  userId: UserId,
  { before, limit, since, now }: { before: Position | null; limit: number; since: Date; now: Date },
): Promise<{ sessions: OpenSession[]; next: Position | null }> {
  const { rows } = await pool.query<Row>(PAGE, [userId, since, before, limit]);
  const user = userAt(userId);
  const aggregates = rows.map(({ session_id: id }) => ({ id, session: sessionAt(id), family: familyAt(id) }));
  const streams = aggregates.flatMap(({ session, family }) => [session.stream, family.stream]);
  const stored = await log.store.readStreams([user.stream, ...streams]);
  const events = await Promise.all(stored.map((stream) => log.codec.decode(stream)));
  const account = foldEvents(user, events[0]);
  const sessions = aggregates.flatMap(({ id, session, family }, i): OpenSession[] => {
    const state = foldEvents(session, events[2 * i + 1]);
    const uses = events[2 * i + 2];
    const lineage = foldEvents(family, uses);
    const use = isActive(account, state) ? lastUse(state, lineage) : null;
    if (state.status !== 'started' || use === null || use.expires <= now) return [];
    const { device, amr, provider, acr, authenticatedAt, factors, trustId, startedAt, impersonation } = state;
    return [
      {
        id,
        device,
        amr,
        provider,
        acr,
        authenticatedAt,
        factors,
        trustId,
        startedAt,
        ...use,
        ip: uses?.at(-1)?.source()?.ip ?? null,
        impersonatedBy: impersonation?.by ?? null,
      },
    ];
  });
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { sessions, next: last?.position ?? null };
}

/** Returns the time of the last use of a session and its expiry, or null for one whose refresh tokens are revoked. */
function lastUse({ impersonation, startedAt }: Started, family: Family) {
  if (impersonation !== null) return { lastUsedAt: startedAt, expires: impersonation.ends };
  return family.status === 'alive' ? { lastUsedAt: family.issuedAt, expires: family.idleExpires } : null;
}

function foldEvents<State, Event extends DomainEvent>(
  aggregate: Aggregate<State, Event>,
  events: readonly LoggedEvent[] = [],
): State {
  return fold<State, DomainEvent>(aggregate, events);
}

/** Recently ended sessions: single ones, and ends of all sessions of a user except one. */
export interface SessionEnds {
  readonly sessions: readonly { readonly session_id: string; readonly ended_at: Date }[];
  readonly byUser: readonly {
    readonly user_id: string;
    readonly revision: number;
    readonly kept_session: string | null;
    readonly ended_at: Date;
  }[];
}

/** Indexes: sessions_v1_by_end, session_ends_v1_by_end. */
const ENDED_SESSIONS = 'select session_id, ended_at from credence_read.sessions where ended_at > $1';
const USER_ENDS = `
  select user_id, revision, kept_session, ended_at from credence_read.session_ends where ended_at > $1 order by user_id, revision`;

/** Returns all session ends after a time. */
export async function readSessionEnds(pool: Pool, since: Date): Promise<SessionEnds> {
  const [sessions, ofUsers] = await Promise.all([
    pool.query<SessionEnds['sessions'][number]>(ENDED_SESSIONS, [since]),
    pool.query<SessionEnds['byUser'][number]>(USER_ENDS, [since]),
  ]);
  return { sessions: sessions.rows, byUser: ofUsers.rows };
}
