import type { ClientBase, Pool } from 'pg';
import type { FactorId, UserId } from '../../../domain/ids.js';
import type { FactorKind } from '../../../domain/user/factors/factor-events.js';
import type { Position } from '../../../eventstore/port.js';

/** A factor in the list of all accounts. */
export interface ListedFactor {
  readonly factor_id: FactorId;
  readonly user_id: UserId;
  readonly kind: FactorKind;
  readonly aaguid: string | null;
  readonly added_at: Date;
  readonly position: Position;
}

/** Indexes: factors_v1_by_model, factors_v1_by_kind. */
const FACTORS = `
  select factor_id, user_id, kind, aaguid, added_at, position
  from credence_read.factors
  where ($1::text is null or aaguid = $1) and ($2::text is null or kind = $2) and position > $3
  order by position
  limit $4`;

/** Returns a page of the factors of a model or kind, in the order of their addition. */
export async function listFactors(
  pool: Pool,
  { aaguid, kind }: { readonly aaguid: string | null; readonly kind: FactorKind | null },
  { after, limit }: { readonly after: Position; readonly limit: number },
): Promise<ListedFactor[]> {
  return (await pool.query<ListedFactor>(FACTORS, [aaguid, kind, after, limit])).rows;
}

/** A sign-in or a step-up that a factor has proved. */
export interface ListedUse {
  readonly session_id: string;
  readonly purpose: 'sign_in' | 'step_up';
  readonly used_at: Date;
  readonly position: Position;
}

/** Index: factor_uses_v1_pkey. */
const USES = `
  select session_id, purpose, used_at, position
  from credence_read.factor_uses
  where factor_id = $1 and user_id = $2 and ($3::text is null or position < $3)
  order by position desc
  limit $4`;

/** Returns a page of the uses of a factor of a user, newest first. */
export async function listFactorUses(
  pool: Pool,
  { userId, factorId }: { readonly userId: UserId; readonly factorId: FactorId },
  { before, limit }: { readonly before: Position | null; readonly limit: number },
): Promise<ListedUse[]> {
  return (await pool.query<ListedUse>(USES, [factorId, userId, before, limit])).rows;
}

/** Index: factors_v1_by_user. */
const OWNERS = `
  select distinct user_id from credence_read.factors
  where $1::uuid is null or user_id > $1
  order by user_id
  limit $2`;

/** Returns a page of the accounts with a factor, in the order of their ids. */
export async function listFactorOwners(pool: Pool, after: UserId | null, limit: number): Promise<UserId[]> {
  const { rows } = await pool.query<{ user_id: UserId }>(OWNERS, [after, limit]);
  return rows.map(({ user_id: id }) => id);
}

const EXISTS = `select to_regclass('credence_read.factors_v1') is not null as exists`;
const FOREIGN = 'select count(*)::int as count from credence_read.factors where rp_id <> $1';

/** Counts the WebAuthn credentials of other domains than one. Returns null before the first start of the service. */
export async function countForeignKeys(
  database: Pick<ClientBase, 'query'>,
  rpId: string,
): Promise<number | null> {
  const { rows: found } = await database.query<{ exists: boolean }>(EXISTS);
  if (found[0]?.exists !== true) return null;
  const { rows } = await database.query<{ count: number }>(FOREIGN, [rpId]);
  return rows[0]?.count ?? 0;
}
