import type { Pool } from 'pg';
import type { OrganizationId } from '../../domain/ids.js';

/** A verified domain whose proof is to be checked. */
export interface DueDomain {
  readonly id: string;
  readonly organizationId: OrganizationId;
}

/** Claims a page of domains that were neither verified nor checked within a day. Another worker does not get them. */
const CLAIM = `
  with due as (
    select d.domain_id, d.organization_id
    from credence_read.verified_domains d left join credence_outbox.domain_checks c using (domain_id)
    where greatest(d.verified_at, c.checked_at) <= $1::timestamptz - interval '1 day'
    order by d.domain_id limit $2
  ), claimed as (
    insert into credence_outbox.domain_checks as known (domain_id, checked_at)
    select domain_id, $1 from due order by domain_id
    on conflict (domain_id) do update set checked_at = excluded.checked_at
    where known.checked_at <= excluded.checked_at - interval '1 day'
    returning domain_id
  )
  select domain_id as id, organization_id as "organizationId" from due join claimed using (domain_id)`;

/** A domain that is still verified was checked within two days. */
const DELETE_OLD =
  "delete from credence_outbox.domain_checks where checked_at < $1::timestamptz - interval '2 days'";

/** Claims at most `limit` due domains. */
export async function claimDueDomains(pool: Pool, now: Date, limit: number): Promise<readonly DueDomain[]> {
  return (await pool.query<DueDomain>(CLAIM, [now, limit])).rows;
}

/** Deletes the checks of domains that are not verified any more. */
export async function deleteOldChecks(pool: Pool, now: Date): Promise<void> {
  await pool.query(DELETE_OLD, [now]);
}
