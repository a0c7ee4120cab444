import type { PoolClient } from 'pg';
import { memberships } from '../../../domain/organization/membership.js';
import { organizationOfStream, organizations } from '../../../domain/organization/organization.js';
import type { StoredEvent } from '../../../eventstore/port.js';
import type { Projection } from '../../engine/projection.js';
import { memberChanges } from './member-changes.js';
import type { MemberChange } from './member-changes.js';

export const ORGANIZATIONS = 'organizations@1';

const FOUND = `
  insert into credence_read.organizations_v1 (organization_id, position)
  select * from unnest($1::uuid[], $2::text[])
  on conflict do nothing`;

/** Role ids are joined by commas: PostgreSQL has no arrays of arrays of different lengths. */
const START = `
  insert into credence_read.members_v1 (organization_id, user_id, position, status, role_ids)
  select organization_id, user_id, position, status, string_to_array(roles, ',')::uuid[]
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])
    as started (organization_id, user_id, position, status, roles)
  on conflict (organization_id, user_id) do update
  set position = excluded.position, status = excluded.status, role_ids = excluded.role_ids`;

const CHANGE = `
  update credence_read.members_v1 as member
  set status = coalesce(changed.status, member.status),
      role_ids = array(
        select unnest(member.role_ids) union select unnest(string_to_array(changed.added, ',')::uuid[])
        except select unnest(string_to_array(changed.removed, ',')::uuid[]))
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])
    as changed (organization_id, user_id, status, added, removed)
  where member.organization_id = changed.organization_id and member.user_id = changed.user_id`;

const END = `
  delete from credence_read.members_v1 as member
  using unnest($1::uuid[], $2::uuid[]) as ended (organization_id, user_id)
  where member.organization_id = ended.organization_id and member.user_id = ended.user_id`;

const DELETE_MEMBERS = 'delete from credence_read.members_v1 where organization_id = any($1)';
const DELETE = 'delete from credence_read.organizations_v1 where organization_id = any($1)';

/** Lists the organisations, and the members of each with their roles. */
export function organizationsProjection(): Projection {
  return {
    name: ORGANIZATIONS,
    schema: new URL('./schema.sql', import.meta.url),
    tables: ['organizations_v1', 'members_v1'],
    handles: ({ type, stream }) =>
      memberships.includes(stream) ||
      (organizations.includes(stream) && ['OrganizationCreated', 'OrganizationDeleted'].includes(type)),

    async handle(events, transaction) {
      const founded = events.filter(({ type }) => type === 'OrganizationCreated');
      if (founded.length > 0)
        await transaction.query(FOUND, [
          founded.map(({ stream }) => organizationOfStream(stream)),
          founded.map(({ position }) => position),
        ]);
      await changeMembers(memberChanges(events), transaction);
      const deleted = events.filter(({ type }) => type === 'OrganizationDeleted').map(idOf);
      if (deleted.length === 0) return;
      // A membership that begins after the deletion of its organisation gives nothing; its row would only be listed.
      await transaction.query(DELETE_MEMBERS, [deleted]);
      await transaction.query(DELETE, [deleted]);
    },
  };
}

async function changeMembers(changes: readonly MemberChange[], transaction: PoolClient): Promise<void> {
  const started = changes.filter(({ startedAt, status }) => startedAt !== null && status !== 'ended');
  const changed = changes.filter(({ startedAt, status }) => startedAt === null && status !== 'ended');
  const ended = changes.filter(({ status }) => status === 'ended');
  const idsIn = (some: readonly MemberChange[]) => [
    some.map(({ organizationId }) => organizationId),
    some.map(({ userId }) => userId),
  ];
  const statuses = (some: readonly MemberChange[]) => some.map(({ status }) => status);
  const added = (some: readonly MemberChange[]) => some.map((change) => [...change.added].join());
  if (started.length > 0)
    await transaction.query(START, [
      ...idsIn(started),
      started.map(({ startedAt }) => startedAt),
      statuses(started),
      added(started),
    ]);
  if (changed.length > 0)
    await transaction.query(CHANGE, [
      ...idsIn(changed),
      statuses(changed),
      added(changed),
      changed.map(({ removed }) => [...removed].join()),
    ]);
  if (ended.length > 0) await transaction.query(END, idsIn(ended));
}

function idOf({ stream }: StoredEvent): string | null {
  return organizationOfStream(stream);
}
