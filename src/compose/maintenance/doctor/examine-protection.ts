import type pg from 'pg';
import type { Config } from '../../../config/config.js';
import { canChangeEvents } from '../../../runtime/postgres/grants.js';
import { connectClient } from '../../../runtime/postgres/client.js';
import { openDatabase } from '../../../runtime/postgres/open-database.js';
import { Unhealthy } from './unhealthy.js';

/** Changes to one event, which the database must refuse. No row is changed: the transaction is rolled back. */
const ATTEMPTS = [
  'update credence_log.events set type = type where position = (select max(position) from credence_log.events)',
  'delete from credence_log.events where position = (select max(position) from credence_log.events)',
];
const EXISTS = `select to_regclass('credence_log.events') is not null as found`;
/** The statement was refused for lack of privileges, or by the trigger of the log. */
const DENIED = '42501';

/**
 * Tries to change an event with the role of the service, in a transaction that is rolled back (LGS-5).
 *
 * @throws Unhealthy an event could be changed
 */
export async function examineProtection(config: Config): Promise<string> {
  const { databaseUrl, eventStoreDbUrl, schemaPrefix } = config;
  if (eventStoreDbUrl !== null) return 'not examined; the log is in EventStoreDB';
  if (databaseUrl === null) return 'not examined; the database is embedded';
  const database = await openDatabase(databaseUrl, schemaPrefix).catch(() => null);
  if (database === null) return 'not examined; PostgreSQL does not work';
  const client = await connectClient(database, { name: 'credence doctor' });
  try {
    const { rows } = await client.query<{ found: boolean }>(EXISTS);
    if (rows[0]?.found !== true) return 'not examined; the database is new';
    for (const statement of ATTEMPTS) await requireRefusal(client, statement);
    const isStrong = await canChangeEvents(client);
    return isStrong
      ? 'ok; the triggers refuse changes, but this role could disable them: `credence migrate --grant-to` grants a weaker one'
      : 'ok; this role can neither change events nor disable the triggers';
  } finally {
    await client.end();
  }
}

async function requireRefusal(client: pg.Client, statement: string): Promise<void> {
  await client.query('begin');
  try {
    const { rowCount } = await client.query(statement);
    // An empty log has no event to try.
    if (rowCount !== 0) throw new Unhealthy('an event could be changed; run `credence migrate`');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === DENIED)) throw error;
  } finally {
    await client.query('rollback');
  }
}
