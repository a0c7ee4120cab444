import type { Config } from '../../config/config.js';
import { openPool } from '../../runtime/postgres/client.js';
import { openDatabase } from '../../runtime/postgres/open-database.js';
import { countForms } from '../../security/keys/rewrap-keys.js';
import { configuredKeys, openKeyManagement } from './configured-keys.js';
import { keyManagementRefusal, requireRecorded } from './require-keys.js';

/**
 * Tries the key management, and checks that the configuration has every key that data depends on. Changes nothing.
 *
 * @throws InvalidConfiguration a key is missing
 * @throws StartRefused the key management service does not work
 */
export async function examineKeys(config: Config): Promise<string> {
  const { databaseUrl, secretKey, schemaPrefix } = config;
  if (databaseUrl === null || secretKey === null) return 'not examined; the database is embedded';
  await openKeyManagement(config, secretKey, () => () => undefined)
    .check()
    .catch((error: unknown) => {
      throw keyManagementRefusal(error);
    });
  const database = await openDatabase(databaseUrl, schemaPrefix).catch(() => null);
  if (database === null) return 'not examined; PostgreSQL does not work';
  const pool = openPool(database, { name: 'credence doctor', max: 1 });
  try {
    const { rows } = await pool.query<{ exists: boolean }>(
      `select to_regclass('credence_keys.secrets_in_use') is not null as exists`,
    );
    if (rows[0]?.exists !== true) return 'not examined; the database is new';
    await requireRecorded(pool, configuredKeys(config, secretKey).all);
    const counts = [...(await countForms(pool))].map(([form, count]) => `${String(count)} under ${form}`);
    return counts.length === 0 ? 'ok; there is no data key yet' : `ok; data keys: ${counts.join(', ')}`;
  } finally {
    await pool.end();
  }
}
