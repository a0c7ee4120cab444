import type { EventStore } from '../port.js';
import { appendBatch, encodeAppend } from './append-batch.js';
import { checkWrites } from '../check-writes.js';
import type { Database } from '../../runtime/postgres/client.js';
import { openLogPool, type WarningLogger } from './connections.js';
import { AppendNotifier } from './append-notifier.js';
import { GroupCommit } from './group-commit.js';
import { positionBefore } from './position.js';
import { eventReader, positionAt, readAll, readHead, streamReader } from './read.js';
import { LogTail } from './tail.js';

export interface PostgresEventStore extends EventStore {
  /** Waits for the accepted appends, rejects new ones, and closes all connections. */
  stop(): Promise<void>;
}

/**
 * Opens the log in PostgreSQL, in the tables that `migrateLog` creates. It connects on first use. While the database is
 * unavailable every call fails with `LogUnavailable` within seconds; the store recovers without a restart.
 *
 * An append of text that PostgreSQL cannot store (U+0000, half a surrogate pair) fails with the database's own error.
 * Inputs are checked before they become events.
 */
export function openPostgresEventStore({
  database,
  logger,
}: {
  database: Database;
  logger?: WarningLogger;
}): PostgresEventStore {
  const pool = openLogPool(database);
  const tail = new LogTail((page) => readAll(pool, page));
  // A lost connection may be a failover, after which the log has other events at positions that this process has read.
  const notifier = new AppendNotifier(pool, database, logger, () => {
    tail.forget();
  });
  const commits = new GroupCommit(async (appends) => {
    const { verdicts, events } = await appendBatch(pool, appends);
    const [first] = events;
    if (first !== undefined) tail.extend(positionBefore(first.position), events);
    if (verdicts.some((verdict) => !(verdict instanceof Error))) notifier.appended();
    return verdicts;
  });

  return {
    capabilities: { atomicMultiStream: true, guards: true, knowsIdsOfAllStreams: true },
    async append(writes) {
      checkWrites(writes);
      return commits.append(encodeAppend(writes));
    },
    readStreams: streamReader(pool),
    readAll: (page) => tail.read(page),
    eventAt: eventReader(pool),
    positionAt: (time) => positionAt(pool, time),
    head: () => readHead(pool),
    onAppend: (notify) => notifier.onAppend(notify),
    async stop() {
      await commits.stop();
      await notifier.stop();
      await pool.end();
    },
  };
}
