import { sessionOfStream } from '../../../domain/session/session.js';
import { SESSION_ENDING_EVENTS } from '../../../domain/user/events.js';
import { userOfStream } from '../../../domain/user/user.js';
import type { StoredEvent } from '../../../eventstore/port.js';
import type { Projection } from '../../engine/projection.js';

/** The name of its checkpoint. */
export const SESSIONS = 'sessions@1';

const START = `
  insert into sessions_v1 (session_id, user_id, user_revision, position, started_at)
  select session_id, user_id, user_revision, position, started_at
  from json_to_recordset($1::json) as started (
    session_id uuid, user_id uuid, user_revision int, position text, started_at timestamptz)
  on conflict do nothing`;

const END = `
  update sessions_v1 as s set ended_at = least(s.ended_at, e.ended_at)
  from json_to_recordset($1::json) as e (session_id uuid, ended_at timestamptz)
  where s.session_id = e.session_id`;

const NOTE_END_OF_MANY = `
  insert into session_ends_v1 (user_id, revision, kept_session, ended_at)
  select user_id, revision, kept_session, ended_at
  from json_to_recordset($1::json) as e (user_id uuid, revision int, kept_session uuid, ended_at timestamptz)
  on conflict do nothing`;

/** Whichever of the two came first: so it is asked for every user of whom one or the other came. Index: sessions_v1_open. */
const END_MANY = `
  update sessions_v1 as s set ended_at = ended.at
  from (
    select s.session_id, min(e.ended_at) as at
    from sessions_v1 as s
    join session_ends_v1 as e
      on e.user_id = s.user_id and s.user_revision < e.revision and s.session_id is distinct from e.kept_session
    where s.user_id = any ($1::uuid[]) and s.ended_at is null
    group by s.session_id
  ) as ended
  where s.session_id = ended.session_id`;

/** The sessions of every user, and what ended them. Only fields in the clear are read. */
export function sessionsProjection(): Projection {
  return {
    name: SESSIONS,
    schema: new URL('./schema.sql', import.meta.url),
    tables: ['sessions_v1', 'session_ends_v1'],
    concerns: isOfSessions,

    async handle(events, transaction) {
      const run = async (name: string, text: string, rows: readonly object[]) => {
        if (rows.length > 0) await transaction.query({ name, text, values: [JSON.stringify(rows)] });
      };
      const [started, ended, endsOfMany] = [ofType('SessionStarted'), ofType('SessionEnded'), many(events)];
      await run('start-sessions', START, started.map(startOf));
      await run('note-end-of-sessions', NOTE_END_OF_MANY, endsOfMany);
      const users = new Set([
        ...started.map(({ data }) => data['user_id']),
        ...endsOfMany.map((end) => end.user_id),
      ]);
      if (users.size > 0) {
        await transaction.query({ name: 'end-many-sessions', text: END_MANY, values: [[...users]] });
      }
      // Last, because it may move an end to where it was, and the statement before does not look at what has ended.
      await run('end-sessions', END, ended.map(endOf));

      function ofType(type: string): StoredEvent[] {
        return events.filter((event) => event.type === type);
      }
    },
  };
}

/** Whether an event begins or ends sessions. */
function isOfSessions({ type }: StoredEvent): boolean {
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

function many(events: readonly StoredEvent[]) {
  return events
    .filter(({ type }) => SESSION_ENDING_EVENTS.has(type))
    .map(({ stream, revision, data, recordedAt }) => ({
      user_id: userOfStream(stream),
      revision,
      kept_session: data['kept_session'] ?? null,
      ended_at: recordedAt,
    }));
}
