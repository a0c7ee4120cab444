import type { DomainEvent } from '../../../domain/event-catalog.js';
import { sessionOfStream } from '../../../domain/session/session.js';
import type { FactorKind } from '../../../domain/user/factors/factor-events.js';
import { userOfStream } from '../../../domain/user/user.js';
import type { StoredEvent } from '../../../eventstore/port.js';
import type { Projection } from '../../engine/projection.js';

const ADD = `
  insert into credence_read.factors_v1 (factor_id, user_id, kind, aaguid, rp_id, position, added_at)
  select factor_id, user_id, kind, aaguid, rp_id, position, added_at
  from json_to_recordset($1::json) as added (
    factor_id uuid, user_id uuid, kind text, aaguid text, rp_id text, position text, added_at timestamptz)
  on conflict do nothing`;

const REMOVE = 'delete from credence_read.factors_v1 where factor_id = any ($1::uuid[])';

/** Indexes: factors_v1_by_user, factor_uses_v1_by_user. */
const ERASE = `
  with erased as (delete from credence_read.factors_v1 where user_id = any ($1::uuid[]))
  delete from credence_read.factor_uses_v1 where user_id = any ($1::uuid[])`;

const USE = `
  insert into credence_read.factor_uses_v1 (factor_id, position, user_id, session_id, purpose, used_at)
  select factor_id, position, user_id, session_id, purpose, used_at
  from json_to_recordset($1::json) as used (
    factor_id uuid, position text, user_id uuid, session_id uuid, purpose text, used_at timestamptz)
  on conflict do nothing`;

type EventType = DomainEvent['type'];

/** The events that add a factor, with its kind. A null names the field of the event that has it. */
const ADDING = new Map<string, FactorKind | null>([
  ['TotpAdded', 'totp'],
  ['PasskeyAdded', null],
  ['PhoneAdded', 'phone'],
] satisfies [EventType, FactorKind | null][]);

/** The purposes that a factor is used for, by the event of the session. */
const PURPOSES = new Map<string, string>([
  ['SessionStarted', 'sign_in'],
  ['SessionReauthenticated', 'step_up'],
] satisfies [EventType, string][]);

const REMOVAL: EventType = 'FactorRemoved';
const ERASURE: EventType = 'UserErased';
const ENDS: ReadonlySet<string> = new Set([REMOVAL, ERASURE]);

/** Lists the factors of all accounts, and their uses. It reads no encrypted fields. */
export function factorsProjection(): Projection {
  return {
    name: 'factors@1',
    schema: new URL('./schema.sql', import.meta.url),
    tables: ['factors_v1', 'factor_uses_v1'],
    handles: (event) => ADDING.has(event.type) || ENDS.has(event.type) || usesIn(event).length > 0,

    async handle(events, transaction) {
      const run = async (name: string, text: string, rows: readonly object[]) => {
        if (rows.length > 0) await transaction.query({ name, text, values: [JSON.stringify(rows)] });
      };
      await run('add-factors', ADD, events.filter(({ type }) => ADDING.has(type)).map(rowOf));
      await run('use-factors', USE, events.flatMap(usesIn));
      const removed = events.filter(({ type }) => type === REMOVAL).map(({ data }) => data['factor_id']);
      if (removed.length > 0)
        await transaction.query({ name: 'remove-factors', text: REMOVE, values: [removed] });
      const erased = events.filter(({ type }) => type === ERASURE).map(({ stream }) => userOfStream(stream));
      if (erased.length > 0)
        await transaction.query({ name: 'erase-factors', text: ERASE, values: [erased] });
    },
  };
}

function rowOf({ type, stream, data, position, recordedAt }: StoredEvent): object {
  return {
    factor_id: data['factor_id'],
    user_id: userOfStream(stream),
    kind: ADDING.get(type) ?? data['kind'],
    aaguid: data['aaguid'] ?? null,
    rp_id: data['rp_id'] ?? null,
    position,
    added_at: recordedAt,
  };
}

/** Returns a row for each factor that has proved a session. Sessions of earlier releases name none. */
function usesIn({ type, stream, data, position, recordedAt }: StoredEvent): object[] {
  const purpose = PURPOSES.get(type);
  const factors = data['factors'];
  if (purpose === undefined || !Array.isArray(factors)) return [];
  return factors.flatMap((factor) =>
    typeof factor === 'object' && factor !== null && 'factor_id' in factor
      ? [
          {
            factor_id: factor['factor_id'],
            position,
            user_id: data['user_id'],
            session_id: sessionOfStream(stream),
            purpose,
            used_at: recordedAt,
          },
        ]
      : [],
  );
}
