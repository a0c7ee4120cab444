import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Config } from '../../config/config.js';
import { isEventStoreDb, openLog } from '../event-log.js';
import { prepareDatabase } from '../prepare-database.js';
import { databaseRefusal } from '../start/database-refusals.js';
import type { EventStore } from '../../eventstore/port.js';
import { openPool } from '../../runtime/postgres/client.js';
import type { Database } from '../../runtime/postgres/client.js';
import { openDatabase } from '../../runtime/postgres/open-database.js';
import type { Lifecycle } from '../../runtime/lifecycle.js';
import { openKeyManagement } from '../keys/configured-keys.js';
import { keysAreReadable } from '../../security/keys/subject-keys.js';

/** The migration cannot run as requested; the message names the remedy. */
export class CannotMigrate extends Error {
  override readonly name = 'CannotMigrate';
}

/** A log, and the database that holds its keys, read models and jobs. */
export interface LogLocation {
  readonly store: EventStore;
  readonly pool: Pool;
}

interface OpenDatabase {
  readonly database: Database;
  readonly pool: Pool;
}

const APPLICATION_NAME = 'credence migrate-log';
const CONNECTIONS = 3;

/**
 * Returns a function that opens a location by its name. Each database is opened once, also the embedded one.
 *
 * The function throws `CannotMigrate` for an unknown kind of name and for a `SECRET_KEY` that cannot unwrap the keys.
 */
export function locationOpener(
  config: Config,
  logger: Logger,
  lifecycle: Lifecycle,
): (name: string) => Promise<LogLocation> {
  const databases = new Map<string, OpenDatabase>();
  let embedded: { url: string; secretKey: string } | undefined;

  async function embeddedUrl(): Promise<string> {
    if (embedded === undefined) {
      const { startEmbeddedDatabase } = await import('../../runtime/embedded/database.js');
      const started = await startEmbeddedDatabase(config.dataDir, logger);
      lifecycle.defer(() => started.stop());
      embedded = started;
    }
    return embedded.url;
  }

  async function openAt(url: string): Promise<OpenDatabase> {
    const opened = databases.get(url);
    if (opened !== undefined) return opened;
    const database = await prepare(url);
    const pool = openPool(database, { name: APPLICATION_NAME, max: CONNECTIONS });
    lifecycle.defer(() => pool.end());
    databases.set(url, { database, pool });
    await refuseWrongSecret(pool, config, config.secretKey ?? embedded?.secretKey ?? null);
    return { database, pool };
  }

  async function prepare(url: string): Promise<Database> {
    try {
      const database = await openDatabase(url, config.schemaPrefix);
      await prepareDatabase(database);
      return database;
    } catch (error) {
      throw databaseRefusal(error, '--from or --to');
    }
  }

  return async (name) => {
    const inEventStoreDb = isEventStoreDb(name);
    if (!inEventStoreDb && name !== 'embedded' && !/^postgres(ql)?:/.test(name))
      throw new CannotMigrate('--from and --to must be embedded, postgres://…, or esdb://…');
    const ownDatabase = inEventStoreDb ? config.databaseUrl : name === 'embedded' ? null : name;
    const { database, pool } = await openAt(ownDatabase ?? (await embeddedUrl()));
    const store = await openLog(inEventStoreDb ? name : database, logger);
    lifecycle.defer(() => store.stop());
    return { store, pool };
  };
}

async function refuseWrongSecret(pool: Pool, config: Config, secret: string | null): Promise<void> {
  if (secret === null) return;
  const management = openKeyManagement(config, secret, () => () => undefined);
  if (!(await keysAreReadable(pool, management)))
    throw new CannotMigrate(
      'SECRET_KEY does not open the keys in this database. Set the secret that the database was created with; ' +
        'the embedded database stores it in the file secret-key in DATA_DIR.',
    );
}
