import type { Pool } from 'pg';

type Queries = Pick<Pool, 'query'>;

/** The state of a receiver of checkpoints. */
export interface PublicationState {
  /** The size of the newest checkpoint that it has taken. */
  readonly size: number;
  /** The failure of the last attempt, or null. */
  readonly failure: string | null;
}

/** Returns the state of a receiver. */
export async function readPublication(queries: Queries, target: string): Promise<PublicationState> {
  const { rows } = await queries.query<PublicationState>(
    'select size::float8, failure from credence_audit.publications where target = $1',
    [target],
  );
  return rows[0] ?? { size: 0, failure: null };
}

/** Records that a receiver has taken a checkpoint. */
export async function recordPublished(queries: Queries, target: string, size: number): Promise<void> {
  await queries.query(
    `insert into credence_audit.publications as stored (target, size, published_at)
     values ($1, $2, clock_timestamp())
     on conflict (target) do update set size = greatest(stored.size, excluded.size),
       published_at = excluded.published_at, failure = null, failed_at = null`,
    [target, size],
  );
}

/** Records that a receiver has not taken a checkpoint. The time is that of the first failure in a row. */
export async function recordFailure(queries: Queries, target: string, failure: string): Promise<void> {
  await queries.query(
    `insert into credence_audit.publications as stored (target, failure, failed_at)
     values ($1, $2, clock_timestamp())
     on conflict (target) do update set failure = excluded.failure,
       failed_at = coalesce(stored.failed_at, excluded.failed_at)`,
    [target, failure],
  );
}

/** Returns the size of the newest checkpoint with a cosignature of a witness, or 0. Served by cosignatures_by_witness. */
export async function readCosignedSize(queries: Queries, witness: string): Promise<number> {
  const { rows } = await queries.query<{ size: number }>(
    'select coalesce(max(size), 0)::float8 as size from credence_audit.cosignatures where witness = $1',
    [witness],
  );
  return rows[0]?.size ?? 0;
}

/** Stores a cosignature. */
export async function insertCosignature(
  queries: Queries,
  size: number,
  witness: string,
  line: string,
): Promise<void> {
  await queries.query(
    `insert into credence_audit.cosignatures (size, witness, line) values ($1, $2, $3) on conflict do nothing`,
    [size, witness, line],
  );
}

/** Returns the cosignatures of checkpoints by their size, as lines of a signed note. Served by cosignatures_pkey. */
export async function readCosignatures(
  queries: Queries,
  sizes: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const { rows } = await queries.query<{ size: number; lines: string }>(
    `select size::float8, string_agg(line || e'\\n', '' order by witness) as lines
     from credence_audit.cosignatures where size = any($1::bigint[]) group by size`,
    [sizes],
  );
  return new Map(rows.map(({ size, lines }) => [size, lines]));
}
