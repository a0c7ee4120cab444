import type { Config } from '../../../config/config.js';
import { missingRights } from '../../../runtime/postgres/grants.js';
import { connectClient } from '../../../runtime/postgres/client.js';
import { openDatabase } from '../../../runtime/postgres/open-database.js';
import { Unhealthy } from './unhealthy.js';

/** Missing rights that are named; the others are counted. */
const NAMED = 3;

/**
 * Compares the rights of the role of the service with those that it needs.
 *
 * @throws Unhealthy one is missing
 */
export async function examineRights({ databaseUrl, schemaPrefix }: Config): Promise<string> {
  if (databaseUrl === null) return 'not examined; the database is embedded';
  const database = await openDatabase(databaseUrl, schemaPrefix).catch(() => null);
  if (database === null) return 'not examined; PostgreSQL does not work';
  const client = await connectClient(database, { name: 'credence doctor' });
  try {
    const { isNew, missing } = await missingRights(client);
    if (missing.length === 0) return isNew ? 'ok; this role can create the tables' : 'ok';
    if (isNew)
      throw new Unhealthy(
        'this role has no right to create schemas; run `credence migrate --grant-to` with the owner of the database',
      );
    const others = missing.length > NAMED ? ` and ${String(missing.length - NAMED)} others` : '';
    throw new Unhealthy(
      `this role lacks ${missing.slice(0, NAMED).join(', ')}${others}; ` +
        'run `credence migrate --grant-to` with the owner of the tables',
    );
  } finally {
    await client.end();
  }
}
