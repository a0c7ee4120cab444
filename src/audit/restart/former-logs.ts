import type { Pool, PoolClient } from 'pg';

/** Tells whether a name is that of a log that has ended. */
export async function isFormerLog(queries: Pick<Pool, 'query'>, origin: string): Promise<boolean> {
  const { rowCount } = await queries.query('select from credence_audit.former_logs where origin = $1', [
    origin,
  ]);
  return rowCount === 1;
}

interface FormerLog {
  readonly origin: string;
  /** The number of its tables. */
  readonly number: number;
  readonly note: string;
  readonly reason: string;
}

/** Records that a log has ended. */
export async function endLog(
  transaction: PoolClient,
  { origin, number, note, reason }: FormerLog,
): Promise<void> {
  await transaction.query(
    'insert into credence_audit.former_logs (origin, number, note, reason) values ($1, $2, $3, $4)',
    [origin, number, note, reason],
  );
}

/** The tables of a tree, each after those that refer to it. */
const TABLES = ['cosignatures', 'checkpoints', 'subtrees', 'leaves'] as const;
const WITH_TRIGGER = ['checkpoints', 'subtrees', 'leaves'] as const;

/**
 * Puts the tree aside, under the next free number, and creates empty tables in its place. The trigger stays on the former
 * ones, so that nobody changes them. The trees of former logs may be in the database that the log was moved from.
 *
 * @returns the number
 */
export async function putTreeAside(transaction: PoolClient): Promise<number> {
  const { rows } = await transaction.query<{ number: number }>(`
    select coalesce(max(number), 0) + 1 as number from (
      select number from credence_audit.former_logs
      union all
      select substring(relname from '^leaves_(\\d+)$')::int
      from pg_class where relnamespace = 'credence_audit'::regnamespace and relkind = 'r') as taken`);
  const number = rows[0]?.number ?? 1;
  for (const table of TABLES) {
    const former = `${table}_${String(number)}`;
    await transaction.query(`alter table credence_audit.${table} rename to ${former}`);
    await transaction.query(
      `create table credence_audit.${table} (like credence_audit.${former} including all)`,
    );
  }
  await transaction.query(
    `alter table credence_audit.cosignatures add foreign key (size) references credence_audit.checkpoints (size)`,
  );
  for (const table of WITH_TRIGGER) {
    await transaction.query(
      `create trigger only_append before update or delete or truncate on credence_audit.${table}
       for each statement execute function credence_audit.refuse_change()`,
    );
    await transaction.query(`alter table credence_audit.${table} enable always trigger only_append`);
  }
  await transaction.query('delete from credence_audit.publications');
  return number;
}
