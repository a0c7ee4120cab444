import type { PoolClient } from 'pg';
import { administratorLists, roleHoldings } from '../../../domain/roles/holders.js';
import { ADMINISTRATOR } from '../../../domain/roles/role-set.js';
import { userOfStream } from '../../../domain/user/user.js';
import type { StoredEvent } from '../../../eventstore/port.js';
import type { Projection } from '../../engine/projection.js';

const INSERT = `
  insert into credence_read.role_holders_v1 (role_id, user_id, position, granted_by, granted_at)
  select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[])
  on conflict do nothing`;

const DELETE = `
  delete from credence_read.role_holders_v1
  using unnest($1::uuid[], $2::uuid[]) as gone (role_id, user_id)
  where role_holders_v1.role_id = gone.role_id and role_holders_v1.user_id = gone.user_id`;

const ERASE = 'delete from credence_read.role_holders_v1 where user_id = any($1)';
const RETIRE = 'delete from credence_read.role_holders_v1 where role_id = any($1)';

/** Types that end a holding. */
const ENDS: ReadonlySet<string> = new Set(['GlobalRoleWithdrawn', 'AdministratorRemoved']);

/** Lists the people with each role. */
export function rolesProjection(): Projection {
  return {
    name: 'roles@1',
    schema: new URL('./schema.sql', import.meta.url),
    tables: ['role_holders_v1'],
    handles: (event) => event.type === 'RoleRetired' || event.type === 'UserErased' || isHolding(event),

    async handle(events, transaction) {
      const newest = newestOfEach(events.filter(isHolding));
      const ended = newest.filter(({ type }) => ENDS.has(type));
      await insert(
        newest.filter(({ type }) => !ENDS.has(type)),
        transaction,
      );
      await transaction.query(DELETE, [ended.map(roleOf), ended.map(userOf)]);
      const retired = events.filter(({ type }) => type === 'RoleRetired');
      const erased = events.filter(({ type }) => type === 'UserErased');
      // Nobody gets a retired role, nor an erased person a role, so the order within a page does not matter.
      if (retired.length > 0) await transaction.query(RETIRE, [retired.map(roleOf)]);
      if (erased.length > 0)
        await transaction.query(ERASE, [erased.map(({ stream }) => userOfStream(stream))]);
    },
  };
}

async function insert(events: readonly StoredEvent[], transaction: PoolClient): Promise<void> {
  await transaction.query(INSERT, [
    events.map(roleOf),
    events.map(userOf),
    events.map(({ position }) => position),
    events.map(({ metadata }) => metadata['actor'] ?? ''),
    events.map(({ recordedAt }) => recordedAt),
  ]);
}

function isHolding({ stream }: StoredEvent): boolean {
  return roleHoldings.includes(stream) || administratorLists.includes(stream);
}

/** Returns the newest event of each person and role. */
function newestOfEach(events: readonly StoredEvent[]): StoredEvent[] {
  const byHolding = new Map(
    events.map((event) => [`${String(roleOf(event))} ${String(userOf(event))}`, event]),
  );
  return [...byHolding.values()];
}

function roleOf({ stream, data }: StoredEvent): unknown {
  return administratorLists.includes(stream) ? ADMINISTRATOR.id : data['role_id'];
}

function userOf({ data }: StoredEvent): unknown {
  return data['user_id'];
}
