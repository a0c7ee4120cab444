import type pg from 'pg';

/** A schema of release 0.1.0, the name it has now, and the migration that shows that it is ours. */
interface Adoption {
  readonly from: string;
  readonly to: string;
  readonly migration: string;
}

const ADOPTIONS: readonly Adoption[] = [
  { from: 'log', to: 'credence_log', migration: '0001_log' },
  { from: 'keys', to: 'credence_keys', migration: '001_subject_keys' },
  { from: 'api', to: 'credence_requests', migration: '001_idempotency_keys' },
  { from: 'reactions', to: 'credence_outbox', migration: '001_outstanding_jobs' },
];

/** Tables and views that release 0.1.0 put into `public`, by the reader that shows that they are ours. */
const READ_MODELS: ReadonlyMap<
  string,
  { readonly tables: readonly string[]; readonly views: readonly string[] }
> = new Map([
  ['users@1', { tables: ['users_v1', 'user_numbers_v1'], views: ['users'] }],
  ['history@1', { tables: ['history_v1'], views: ['history'] }],
  ['sessions@1', { tables: ['sessions_v1', 'session_ends_v1'], views: ['sessions', 'session_ends'] }],
  ['api_keys@1', { tables: ['api_keys_v1'], views: ['api_keys'] }],
]);
const READ_MIGRATIONS = ['001_checkpoints', '002_followed_log'];

/** Moves the objects of release 0.1.0 into schemas of our own. Touches nothing that it cannot prove to be ours. */
export async function adoptSchemas(transaction: pg.ClientBase): Promise<void> {
  // Locks out other starts; the key is this file's own.
  await transaction.query(`select pg_advisory_xact_lock(hashtext('credence_adopt'))`);
  for (const adoption of ADOPTIONS) await adoptSchema(transaction, adoption);
  await adoptQueue(transaction);
  await adoptReadModels(transaction);
}

async function adoptSchema(transaction: pg.ClientBase, { from, to, migration }: Adoption): Promise<void> {
  if (await schemaExists(transaction, to)) return;
  if (!(await hasMigration(transaction, from, migration))) return;
  await transaction.query(`alter schema ${from} rename to ${to}`);
  await renameInFunctions(transaction, { from, to });
}

/** Functions name the schema in their text, which a renamed schema does not change. */
async function renameInFunctions(
  transaction: pg.ClientBase,
  { from, to }: Pick<Adoption, 'from' | 'to'>,
): Promise<void> {
  const { rows } = await transaction.query<{ definition: string }>(
    `select pg_get_functiondef(oid) as definition from pg_proc where pronamespace = '${to}'::regnamespace`,
  );
  const qualified = new RegExp(String.raw`(?<![\w.])${from}\.(?=[a-z])`, 'g');
  for (const { definition } of rows) await transaction.query(definition.replace(qualified, `${to}.`));
}

/** The queue's schema has no migration of ours: it is ours where the outbox that fed it was. */
async function adoptQueue(transaction: pg.ClientBase): Promise<void> {
  const { rows } = await transaction.query<{ ours: boolean }>(`
    select to_regclass('jobs.job') is not null
       and to_regclass('credence_outbox.outstanding_jobs') is not null
       and not exists (select from pg_namespace where nspname = 'credence_queue') as ours`);
  if (rows[0]?.ours === true) await transaction.query('alter schema jobs rename to credence_queue');
}

async function adoptReadModels(transaction: pg.ClientBase): Promise<void> {
  if (await schemaExists(transaction, 'credence_read')) return;
  if (!(await hasMigration(transaction, 'public', '001_checkpoints'))) return;
  const { rows } = await transaction.query<{ reader: string }>('select reader from public.checkpoints');
  await transaction.query('create schema credence_read');
  for (const table of ['checkpoints', 'parked_events', 'followed_log'])
    await transaction.query(`alter table if exists public.${table} set schema credence_read`);
  for (const { reader } of rows) {
    const { tables = [], views = [] } = READ_MODELS.get(reader) ?? {};
    for (const table of tables)
      await transaction.query(`alter table if exists public.${table} set schema credence_read`);
    for (const view of views)
      await transaction.query(`alter view if exists public.${view} set schema credence_read`);
  }
  await adoptMigrations(transaction);
}

/** The list of migrations in `public` may hold those of another program, too. */
async function adoptMigrations(transaction: pg.ClientBase): Promise<void> {
  await transaction.query('create table credence_read.migrations (like public.migrations including all)');
  await transaction.query(
    'insert into credence_read.migrations select * from public.migrations where name = any ($1)',
    [READ_MIGRATIONS],
  );
  await transaction.query('delete from public.migrations where name = any ($1)', [READ_MIGRATIONS]);
  const { rows } = await transaction.query<{ rest: boolean }>(
    'select exists (select from public.migrations) as rest',
  );
  if (rows[0]?.rest === false) await transaction.query('drop table public.migrations');
}

async function schemaExists(transaction: pg.ClientBase, schema: string): Promise<boolean> {
  const { rows } = await transaction.query<{ found: boolean }>(
    `select to_regnamespace('${schema}') is not null as found`,
  );
  return rows[0]?.found === true;
}

async function hasMigration(transaction: pg.ClientBase, schema: string, migration: string): Promise<boolean> {
  const { rows } = await transaction.query<{ found: boolean }>(
    `select exists (
       select from information_schema.columns
       where table_schema = $1 and table_name = 'migrations' and column_name = 'name'
     ) as found`,
    [schema],
  );
  if (rows[0]?.found !== true) return false;
  const { rowCount } = await transaction.query(`select from ${schema}.migrations where name = $1`, [
    migration,
  ]);
  return rowCount === 1;
}
