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

/** Columns that identify tables of release 0.1.0 and of its libraries. */
const MIGRATIONS = ['id', 'name', 'run_on'];
const CHECKPOINTS = ['reader', 'position', 'updated_at'];
const PARKED_EVENTS = ['reader', 'position', 'stream', 'event', 'cause', 'parked_at'];
const QUEUE_MIGRATION = ['version', 'name', 'min_client_version', 'applied_at'];
const QUEUE_JOB = ['queue', 'id', 'opts', 'lock_token', 'parent_queue', 'stalled_marked'];

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

/** Release 0.1.0 left the queue's schema to the library: the outbox beside it and the library's tables identify it. */
async function adoptQueue(transaction: pg.ClientBase): Promise<void> {
  if (await schemaExists(transaction, 'credence_queue')) return;
  if (!(await schemaExists(transaction, 'credence_outbox'))) return;
  if (!(await hasTable(transaction, 'jobs.migration', QUEUE_MIGRATION))) return;
  if (!(await hasTable(transaction, 'jobs.job', QUEUE_JOB))) return;
  await transaction.query('alter schema jobs rename to credence_queue');
  await renameInSearchPaths(transaction);
}

/** The library's functions fix the search path of their creation, which a renamed schema does not change. */
async function renameInSearchPaths(transaction: pg.ClientBase): Promise<void> {
  const { rows } = await transaction.query<{ signature: string }>(
    `select oid::regprocedure::text as signature from pg_proc
     where pronamespace = 'credence_queue'::regnamespace and proconfig::text like '%search_path=%'`,
  );
  for (const { signature } of rows)
    await transaction.query(`alter function ${signature} set search_path = credence_queue`);
}

async function adoptReadModels(transaction: pg.ClientBase): Promise<void> {
  if (await schemaExists(transaction, 'credence_read')) return;
  if (!(await hasMigration(transaction, 'public', '001_checkpoints'))) return;
  // Another program may have a migration of the same name.
  if (!(await hasTable(transaction, 'public.checkpoints', CHECKPOINTS))) return;
  if (!(await hasTable(transaction, 'public.parked_events', PARKED_EVENTS))) return;
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
  // Not `like public.migrations`: its default would keep depending on the sequence of the old table.
  await transaction.query(`
    create table credence_read.migrations (
      id serial primary key, name varchar(255) not null, run_on timestamp not null
    )`);
  await transaction.query(
    `insert into credence_read.migrations (name, run_on)
     select name, run_on from public.migrations where name = any ($1) order by id`,
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
  if (!(await hasTable(transaction, `${schema}.migrations`, MIGRATIONS))) return false;
  const { rowCount } = await transaction.query(`select from ${schema}.migrations where name = $1`, [
    migration,
  ]);
  return rowCount !== null && rowCount > 0;
}

/** Asks the catalogs, because a schema of another program may be closed to this role. */
const HAS_TABLE = `
  select exists (
    select
    from pg_class as t
    join pg_namespace as n on n.oid = t.relnamespace
    join pg_attribute as a on a.attrelid = t.oid
    where n.nspname || '.' || t.relname = $1 and t.relkind = 'r'
      and a.attname::text = any ($2::text[]) and not a.attisdropped
      and has_schema_privilege(n.oid, 'usage') and has_table_privilege(t.oid, 'select')
    group by t.oid
    having count(*) = cardinality($2::text[])
  ) as found`;

/** Reports whether this role can read a table with these columns. */
async function hasTable(
  transaction: pg.ClientBase,
  table: string,
  columns: readonly string[],
): Promise<boolean> {
  const { rows } = await transaction.query<{ found: boolean }>(HAS_TABLE, [table, columns]);
  return rows[0]?.found === true;
}
