import type { Logger } from 'pino';
import { openDataFolder } from './data-folder.js';
import { startEmbeddedPostgres } from './postgres/postgres.js';

/** What a bare machine lacks, brought along: a database, and a master secret kept beside it. */
export interface EmbeddedDatabase {
  readonly url: string;
  readonly secretKey: string;
  stop(): Promise<void>;
}

/**
 * Starts the embedded database in a folder that this process has for itself.
 *
 * @throws FolderInUse another program runs on the folder
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
