import type { EventStore } from '../port.js';
import { appendBatch, encodeAppend } from './append-batch.js';
import { checkWrites } from '../check-writes.js';
import { openLogPool, type WarningLogger } from './connections.js';
import type { Database } from '../../runtime/postgres/client.js';
import { Doorbell } from './doorbell.js';
import { GroupCommit } from './group-commit.js';
import { readAll, readHead, streamReader } from './read.js';
import { readThroughTail } from './tail.js';

export interface PostgresEventStore extends EventStore {
  /** Waits for the appends that were accepted, refuses new ones, and closes all connections. */
  stop(): Promise<void>;
}

/**
 * The log in PostgreSQL, in the tables that `migrateLog` makes. Connects when it is first used; while
 * the database is away everything fails with `LogUnavailable` within seconds, and works again by itself.
 *
 * An append of text that PostgreSQL cannot hold (U+0000, half a surrogate pair) fails with the
 * database's own error: what comes from outside is checked before it becomes an event.
 */
export function openPostgresEventStore({
  database,
  logger,
}: {
  database: Database;
  logger?: WarningLogger;
}): PostgresEventStore {
  const pool = openLogPool(database);
  const doorbell = new Doorbell(pool, database, logger);
  const commits = new GroupCommit(async (appends) => {
    const verdicts = await appendBatch(pool, appends);
    if (verdicts.some((verdict) => !(verdict instanceof Error))) doorbell.appended();
    return verdicts;
  });

  return {
    capabilities: { atomicMultiStream: true, knowsIdsOfAllStreams: true },
    async append(writes) {
      checkWrites(writes);
      return commits.append(encodeAppend(writes));
    },
    readStreams: streamReader(pool),
    readAll: readThroughTail((page) => readAll(pool, page)),
    head: () => readHead(pool),
    onAppend: (ring) => doorbell.onAppend(ring),
    async stop() {
      await commits.stop();
      await doorbell.stop();
      await pool.end();
    },
  };
}
