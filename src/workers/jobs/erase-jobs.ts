import type { Pool } from 'pg';

/**
 * The jobs of a person: those whose stream is named after the user, and those of strangers for an address that was recorded
 * before the erasure. A later request for the address is of a new account. $2: jobs that stay.
 */
const ERASE = `
  delete from credence_outbox.outstanding_jobs
  where job_id <> all ($2)
    and (strpos(stream, $1) > 0 or (stream = any ($3) and due_at <= $4))`;

interface Erased {
  readonly userId: string;
  /** The streams of the claims on addresses that the user owned. */
  readonly claims: readonly string[];
  readonly erasedAt: Date;
}

/**
 * Removes the unfinished jobs of an erased user from the outbox.
 *
 * @param kept the ids of the jobs that carry the erasure out
 * @returns the number of removed jobs
 */
export async function eraseJobs(
  pool: Pool,
  { userId, claims, erasedAt }: Erased,
  kept: readonly string[],
): Promise<number> {
  return (await pool.query(ERASE, [userId, kept, claims, erasedAt])).rowCount ?? 0;
}
