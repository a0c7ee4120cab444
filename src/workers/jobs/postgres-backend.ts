import { createPostgresBackend, Queue, runMigrations, Worker } from 'bullmq';
import type { JobProgress, PostgresConnectionOptions, PostgresQueueBackend } from 'bullmq';
import pg from 'pg';
import type { Logger } from 'pino';
import { QUEUE } from './backend.js';
import type { JobBackend, JobData } from './backend.js';

type PostgresQueue = Queue<
  JobData,
  string,
  string,
  JobData,
  string,
  string,
  PostgresQueueBackend,
  PostgresConnectionOptions
>;
type PostgresWorker = Worker<
  JobData,
  string,
  string,
  PostgresQueueBackend,
  JobProgress,
  PostgresConnectionOptions
>;

const SCHEMA = 'jobs';

/** Migrates the tables of the job queue. Call it before opening a queue or a worker. */
export async function migrateJobs(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  // A broken connection also fails the query. Without a listener the error would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    await client.end();
  }
}

/**
 * Commits return before jobs are on disk. A database crash that loses jobs also loses later commits, such as the
 * reactor's checkpoint, so the reactor adds the jobs again. A job that runs twice finds its sent mail in the log.
 */
const ASYNC_COMMIT = '-c synchronous_commit=off';

/** Moves `options` out of the URL: inside it, they would override the search path that BullMQ sets. */
function connectionTo(url: string): PostgresConnectionOptions {
  const bare = new URL(url);
  const given = bare.searchParams.get('options') ?? '';
  bare.searchParams.delete('options');
  return { connectionString: bare.href, options: `${given} ${ASYNC_COMMIT}`, schema: SCHEMA, max: 4 };
}

/** Stores jobs in tables of the service's own database. */
export function postgresBackend(url: string, logger: Logger): JobBackend {
  const connection = connectionTo(url);
  const warn = (error: Error) => {
    logger.warn({ err: error }, 'connection to the job queue lost');
  };
  return {
    async openQueue(defaultJobOptions) {
      const queue: PostgresQueue = new Queue(QUEUE, { connection, defaultJobOptions }, createPostgresBackend);
      queue.on('error', warn);
      await queue.waitUntilReady();
      return queue;
    },
    async openWorker(run, limits) {
      const worker: PostgresWorker = new Worker(QUEUE, run, { connection, ...limits }, createPostgresBackend);
      worker.on('error', warn);
      await worker.waitUntilReady();
      return worker;
    },
    // Queue and worker own their connections, and a query on a broken one fails at once.
    isDisconnected: () => false,
    onReconnect: () => undefined,
    disconnect: () => undefined,
  };
}
