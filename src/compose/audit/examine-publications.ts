import { readNewestCheckpoint } from '../../audit/tree-tables.js';
import { readPublication } from '../../audit/publish/publication-tables.js';
import type { Config } from '../../config/config.js';
import { openPool } from '../../runtime/postgres/client.js';
import { openDatabase } from '../../runtime/postgres/open-database.js';
import { publicationTargets } from './publications.js';

/**
 * Reports how far each receiver of checkpoints is. Sends nothing.
 *
 * @throws Error a receiver has not taken the last checkpoint
 */
export async function examinePublications(config: Config): Promise<string> {
  const { databaseUrl, schemaPrefix, checkpoints } = config;
  if (databaseUrl === null) return 'not examined; the database is embedded';
  const database = await openDatabase(databaseUrl, schemaPrefix).catch(() => null);
  if (database === null) return 'not examined; PostgreSQL does not work';
  const pool = openPool(database, { name: 'credence doctor', max: 1 });
  try {
    const targets = publicationTargets(pool, checkpoints.places);
    if (targets.length === 0) return 'not published to a webhook or a witness';
    const { rows } = await pool.query<{ exists: boolean }>(
      `select to_regclass('credence_audit.publications') is not null as exists`,
    );
    if (rows[0]?.exists !== true) return 'not examined; the database is new';
    const signed = (await readNewestCheckpoint(pool))?.size ?? 0;
    const states = await Promise.all(
      targets.map(async ({ name }) => ({ name, ...(await readPublication(pool, name)) })),
    );
    const lines = states.map(
      ({ name, size, failure }) => `${name} ${failure ?? `has ${String(size)} of ${String(signed)} events`}`,
    );
    const text = lines.join('; ');
    if (states.some(({ failure }) => failure !== null)) throw new Error(text);
    return text;
  } finally {
    await pool.end();
  }
}
