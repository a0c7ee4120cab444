import type { Pool } from 'pg';
import type { OrganizationId, UserId } from '../../../domain/ids.js';
import type { Position } from '../../../eventstore/port.js';

/** A page of a list, in the order of the log. */
interface Page {
  readonly after: Position;
  readonly limit: number;
}

/** The ids of a page, and the position to continue after; null on the last page. */
export interface ListedIds<Id> {
  readonly ids: Id[];
  readonly next: Position | null;
}

interface Row<Id> {
  readonly id: Id;
  readonly position: Position;
}

/** Index: organizations_v1 (position). */
const ALL = `
  select organization_id as id, position from credence_read.organizations
  where position > $1 order by position limit $2`;

/** Index: members_v1_by_user. */
const OF_USER = `
  select organization_id as id, position from credence_read.members
  where user_id = $3 and status = 'active' and position > $1 order by position limit $2`;

/** Index: members_v1_in_order. $4 status or null, $5 role or null. */
const MEMBERS = `
  select user_id as id, position from credence_read.members
  where organization_id = $3 and position > $1
    and ($4::text is null or status = $4) and ($5::uuid is null or $5 = any(role_ids))
  order by position limit $2`;

/** Index: members_v1_in_order. $4 roles. */
const HOLDERS = `
  select user_id as id, position from credence_read.members
  where organization_id = $3 and position > $1 and status = 'active' and role_ids && $4::uuid[]
  order by position limit $2`;

/** Lists all organisations in the order of their foundation. */
export async function listOrganizations(pool: Pool, page: Page): Promise<ListedIds<OrganizationId>> {
  return await list<OrganizationId>(pool, ALL, page);
}

/** Lists the organisations of a person in the order of joining. */
export async function listOrganizationsOf(
  pool: Pool,
  userId: UserId,
  page: Page,
): Promise<ListedIds<OrganizationId>> {
  return await list<OrganizationId>(pool, OF_USER, page, [userId]);
}

/** Lists the members of an organisation in the order of joining. */
export async function listMembers(
  pool: Pool,
  id: OrganizationId,
  { status, roleId }: { readonly status: string | null; readonly roleId: string | null },
  page: Page,
): Promise<ListedIds<UserId>> {
  return await list<UserId>(pool, MEMBERS, page, [id, status, roleId]);
}

/** Lists the active members with at least one of several roles, in the order of joining. */
export async function listMembersWithAny(
  pool: Pool,
  id: OrganizationId,
  roleIds: readonly string[],
  page: Page,
): Promise<ListedIds<UserId>> {
  return await list<UserId>(pool, HOLDERS, page, [id, roleIds]);
}

/** Index: members_v1_by_user. */
const ALL_OF_USER =
  'select organization_id as id from credence_read.members where user_id = $1 order by position';

/** Returns the organisations of a person, also those that have suspended the membership. */
export async function findMembershipsOf(pool: Pool, userId: UserId): Promise<OrganizationId[]> {
  const { rows } = await pool.query<{ id: OrganizationId }>(ALL_OF_USER, [userId]);
  return rows.map(({ id }) => id);
}

async function list<Id>(
  pool: Pool,
  statement: string,
  { after, limit }: Page,
  rest: readonly unknown[] = [],
): Promise<ListedIds<Id>> {
  const { rows } = await pool.query<Row<Id>>(statement, [after, limit, ...rest]);
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { ids: rows.map(({ id }) => id), next: last?.position ?? null };
}
