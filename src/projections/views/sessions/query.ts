import type { Pool } from 'pg';
import { fold } from '../../../domain/aggregate.js';
import type { Aggregate } from '../../../domain/aggregate.js';
import type { DomainEvent } from '../../../domain/event-catalog.js';
import type { SessionId, UserId } from '../../../domain/ids.js';
import { familyAt } from '../../../domain/refresh/refresh.js';
import { isActive } from '../../../domain/policies/active-session.js';
import { sessionAt } from '../../../domain/session/session.js';
import { userAt } from '../../../domain/user/user.js';
import type { LoggedEvent } from '../../../eventstore/codec.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import type { Position } from '../../../eventstore/port.js';

/** A session that goes on. */
export interface OpenSession {
  readonly id: SessionId;
  readonly device: string;
  readonly amr: readonly string[];
  readonly provider: string | null;
  readonly startedAt: Date;
  /** When its refresh token was last used, and from where. */
  readonly lastUsedAt: Date;
  readonly ip: string | null;
  /** When it is over unless it is used before. */
  readonly expires: Date;
}

interface Row {
  readonly session_id: SessionId;
  readonly position: Position;
}

/** Index: sessions_v1_open. */
const PAGE = `
  select session_id, position
  from sessions
  where user_id = $1 and ended_at is null and started_at > $2 and ($3::text is null or position < $3)
  order by position desc
  limit $4`;

/**
 * The open sessions of a user, the newest first. The read model only says where to look: whether a session goes on
 * is folded from the log, as everywhere.
 *
 * @param since sessions that began before are over
 * @returns at most `limit`, and after which to look for more; null where there are none
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
  const account = folded(user, events[0]);
  const sessions = aggregates.flatMap(({ id, session, family }, i): OpenSession[] => {
    const state = folded(session, events[2 * i + 1]);
    const uses = events[2 * i + 2];
    const lineage = folded(family, uses);
    if (!isActive(account, state) || lineage.status !== 'alive' || lineage.idleExpires <= now) return [];
    const { device, amr, provider, startedAt } = state;
    return [
      {
        id,
        device,
        amr,
        provider,
        startedAt,
        lastUsedAt: lineage.issuedAt,
        ip: uses?.at(-1)?.source()?.ip ?? null,
        expires: lineage.idleExpires,
      },
    ];
  });
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { sessions, next: last?.position ?? null };
}

function folded<State, Event extends DomainEvent>(
  aggregate: Aggregate<State, Event>,
  events: readonly LoggedEvent[] = [],
): State {
  return fold<State, DomainEvent>(aggregate, events);
}

/** What ended sessions lately, and the two ways in which it did. */
export interface Endings {
  readonly sessions: readonly { readonly session_id: string; readonly ended_at: Date }[];
  readonly ofUsers: readonly {
    readonly user_id: string;
    readonly revision: number;
    readonly kept_session: string | null;
    readonly ended_at: Date;
  }[];
}

/** Indexes: sessions_v1_by_end, session_ends_v1_by_end. */
const ENDED = 'select session_id, ended_at from sessions where ended_at > $1';
const ENDED_MANY = `
  select user_id, revision, kept_session, ended_at from session_ends where ended_at > $1 order by user_id, revision`;

/** Everything that has ended sessions since a moment. */
export async function readEndings(pool: Pool, since: Date): Promise<Endings> {
  const [sessions, ofUsers] = await Promise.all([
    pool.query<Endings['sessions'][number]>(ENDED, [since]),
    pool.query<Endings['ofUsers'][number]>(ENDED_MANY, [since]),
  ]);
  return { sessions: sessions.rows, ofUsers: ofUsers.rows };
}
