import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { connectClient } from './client.js';
import type { Database } from './client.js';
import { UnsuitableDatabase } from './open-database.js';
import { withPrefix } from './schema-prefix.js';

/** A migration may rewrite a large table. */
const LIMITS = { statementMs: 600_000, lockMs: 60_000 };

interface Migration {
  readonly name: string;
  readonly sql: string;
}

/**
 * Migrates one schema of the database: runs the new `.sql` files of a folder, in the order of their numbers, in one
 * transaction. Creates the schema if it is missing. Its table `migrations` records the files that have run.
 *
 * Any number of processes may call it concurrently: one migrates, the others wait. The lock ends with the transaction,
 * which the server ends if the process vanishes. Without new files it takes no lock, and needs only the right to read.
 *
 * @param schema as the program spells it, with the default prefix
 * @throws UnsuitableDatabase a newer release has migrated the schema
 * @throws the error of the database, after a roll-back
 */
export async function runMigrations(database: Database, folder: URL, schema: string): Promise<void> {
  const migrations = await readMigrations(folder);
  const name = withPrefix(database.prefix, schema);
  const client = await connectClient(database, { name: 'credence migrations', limits: LIMITS });
  try {
    if ((await newMigrations(client, migrations, name)).length === 0) return;
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtext('migrate'), hashtext($1))`, [name]);
    await createSchema(client, name);
    await client.query(`set local search_path to ${pg.escapeIdentifier(name)}`);
    for (const migration of await newMigrations(client, migrations, name)) {
      await client.query(migration.sql);
      await client.query('insert into migrations (name, run_on) values ($1, now())', [migration.name]);
    }
    await client.query('commit');
  } finally {
    await client.end();
  }
}

async function readMigrations(folder: URL): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  return await Promise.all(
    files.map(async (file) => ({
      name: file.replace(/\.sql$/, ''),
      sql: await readFile(new URL(file, folder), 'utf8'),
    })),
  );
}

/**
 * Returns the migrations that have not run in a schema.
 *
 * @throws UnsuitableDatabase others have run: an older program does not know the rules of a newer schema, and could
 *   corrupt its data
 */
async function newMigrations(
  client: pg.Client,
  migrations: readonly Migration[],
  schema: string,
): Promise<readonly Migration[]> {
  const table = `${pg.escapeIdentifier(schema)}.migrations`;
  const { rows: found } = await client.query<{ exists: boolean }>(
    'select to_regclass($1) is not null as exists',
    [table],
  );
  if (found[0]?.exists !== true) return migrations;
  const { rows } = await client.query<{ name: string }>(`select name from ${table}`);
  const done = new Set(rows.map(({ name }) => name));
  const known = new Set(migrations.map(({ name }) => name));
  if (rows.some(({ name }) => !known.has(name)))
    throw new UnsuitableDatabase('a newer release has migrated it; start that release, or restore a backup');
  return migrations.filter(({ name }) => !done.has(name));
}

async function createSchema(client: pg.Client, name: string): Promise<void> {
  const schema = pg.escapeIdentifier(name);
  // `create schema if not exists` needs the right to create schemas even if this one exists.
  const { rowCount } = await client.query('select from pg_namespace where nspname = $1', [name]);
  if (rowCount === 0) await client.query(`create schema ${schema}`);
  await client.query(
    `create table if not exists ${schema}.migrations (
       id serial primary key, name varchar(255) not null, run_on timestamp not null
     )`,
  );
}
