import type { Logger } from 'pino';
import { openDataFolder } from './data-folder.js';
import { startEmbeddedPostgres } from './postgres/postgres.js';

/** A database that the service runs itself, and the master secret stored beside it. */
export interface EmbeddedDatabase {
  readonly url: string;
  readonly secretKey: string;
  stop(): Promise<void>;
}

/**
 * Locks the data folder and starts the embedded database in it.
 *
 * @throws FolderInUse another live process uses the folder
 */
export async function startEmbeddedDatabase(dataDir: string, logger: Logger): Promise<EmbeddedDatabase> {
  const folder = await openDataFolder(dataDir);
  try {
    const postgres = await startEmbeddedPostgres({
      dataDir: folder.path,
      password: folder.databasePassword,
      log: (line) => logger.info(line),
    });
    return {
      url: postgres.url,
      secretKey: folder.secretKey,
      async stop() {
        await postgres.stop();
        await folder.close();
      },
    };
  } catch (error) {
    await folder.close();
    throw error;
  }
}
