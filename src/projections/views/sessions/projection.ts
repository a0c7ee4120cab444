import { sessionOfStream } from '../../../domain/session/session.js';
import { SESSION_ENDING_EVENTS } from '../../../domain/user/events.js';
import { userOfStream } from '../../../domain/user/user.js';
import type { StoredEvent } from '../../../eventstore/port.js';
import type { Projection } from '../../engine/projection.js';

/** Name of the projection's checkpoint. */
export const SESSIONS = 'sessions@1';

/** The end of all sessions of a user may be recorded before one of their starts. Index: session_ends_v1_pkey. */
const START = `
  insert into credence_read.sessions_v1 (session_id, user_id, user_revision, position, started_at, ended_at)
  select session_id, user_id, user_revision, position, started_at,
         (select min(e.ended_at) from credence_read.session_ends_v1 as e
          where e.user_id = started.user_id and e.revision > started.user_revision
            and e.kept_session is distinct from started.session_id)
  from json_to_recordset($1::json) as started (
    session_id uuid, user_id uuid, user_revision int, position text, started_at timestamptz)
  on conflict do nothing`;

const END = `
  update credence_read.sessions_v1 as s set ended_at = least(s.ended_at, e.ended_at)
  from json_to_recordset($1::json) as e (session_id uuid, ended_at timestamptz)
  where s.session_id = e.session_id`;

const RECORD_USER_END = `
  insert into credence_read.session_ends_v1 (user_id, revision, kept_session, ended_at)
  select user_id, revision, kept_session, ended_at
  from json_to_recordset($1::json) as e (user_id uuid, revision int, kept_session uuid, ended_at timestamptz)
  on conflict do nothing`;

/** Runs for users with a new end. Index: sessions_v1_open. */
const END_SESSIONS_OF_USERS = `
  update credence_read.sessions_v1 as s set ended_at = ended.at
  from (
    select s.session_id, min(e.ended_at) as at
    from credence_read.sessions_v1 as s
    join credence_read.session_ends_v1 as e
      on e.user_id = s.user_id and s.user_revision < e.revision and s.session_id is distinct from e.kept_session
    where s.user_id = any ($1::uuid[]) and s.ended_at is null
    group by s.session_id
  ) as ended
  where s.session_id = ended.session_id`;

/** Lists the sessions of all users with their ends. It reads no encrypted fields. */
export function sessionsProjection(): Projection {
  return {
    name: SESSIONS,
    schema: new URL('./schema.sql', import.meta.url),
    tables: ['sessions_v1', 'session_ends_v1'],
    handles: concernsSessions,

    async handle(events, transaction) {
      const run = async (name: string, text: string, rows: readonly object[]) => {
        if (rows.length > 0) await transaction.query({ name, text, values: [JSON.stringify(rows)] });
      };
      const [started, ended] = [ofType('SessionStarted'), ofType('SessionEnded')];
      const userEnds = userEndsOf(events);
      await run('start-sessions', START, started.map(startOf));
      await run('record-user-ends', RECORD_USER_END, userEnds);
      const users = new Set(userEnds.map((end) => end.user_id));
      if (users.size > 0) {
        await transaction.query({
          name: 'end-sessions-of-users',
          text: END_SESSIONS_OF_USERS,
          values: [[...users]],
        });
      }
      // Runs last: the statement before ignores ended sessions, and this one keeps the earlier of two ends.
      await run('end-sessions', END, ended.map(endOf));

      function ofType(type: string): StoredEvent[] {
        return events.filter((event) => event.type === type);
      }
    },
  };
}

/** Returns true if an event starts or ends sessions. */
function concernsSessions({ type }: StoredEvent): boolean {
  return type === 'SessionStarted' || type === 'SessionEnded' || SESSION_ENDING_EVENTS.has(type);
}

function startOf({ stream, data, position, metadata }: StoredEvent): object {
  return {
    session_id: sessionOfStream(stream),
    user_id: data['user_id'],
    user_revision: data['user_revision'],
    position,
    started_at: metadata['occurred_at'],
  };
}

function endOf({ stream, recordedAt }: StoredEvent): object {
  return { session_id: sessionOfStream(stream), ended_at: recordedAt };
}

function userEndsOf(events: readonly StoredEvent[]) {
  return events
    .filter(({ type }) => SESSION_ENDING_EVENTS.has(type))
    .map(({ stream, revision, data, recordedAt }) => ({
      user_id: userOfStream(stream),
      revision,
      kept_session: data['kept_session'] ?? null,
      ended_at: recordedAt,
    }));
}
