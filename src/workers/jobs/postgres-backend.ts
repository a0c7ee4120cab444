import { createPostgresBackend, Queue, runMigrations, Worker } from 'bullmq';
import type { JobProgress, PostgresConnectionOptions, PostgresQueueBackend } from 'bullmq';
import pg from 'pg';
import type { Logger } from 'pino';
import { QUEUE } from './queue.js';
import type { JobBackend, JobData } from './queue.js';

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

/** Brings the tables of the job queue up to date. Call it before a queue or a worker is opened. */
export async function migrateJobs(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  // A connection that breaks fails the query as well; unheard, it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    await client.end();
  }
}

/**
 * Jobs are not waited for until they are on disk. What a crash of the database takes away of them comes again:
 * whatever is committed later, such as the checkpoint of the reactor, reaches the disk later too, and a job that
 * runs twice finds in the log that its mail was sent.
 */
const RELAXED = '-c synchronous_commit=off';

/** Options inside the URL would displace those that the library adds to name its schema. */
function connectionTo(url: string): PostgresConnectionOptions {
  const plain = new URL(url);
  const own = plain.searchParams.get('options') ?? '';
  plain.searchParams.delete('options');
  return { connectionString: plain.href, options: `${own} ${RELAXED}`, schema: SCHEMA, max: 4 };
}

/** Jobs in tables of the service's own database. */
export function postgresBackend(url: string, logger: Logger): JobBackend {
  const connection = connectionTo(url);
  const warn = (error: Error) => {
    logger.warn({ err: error }, 'the job queue has lost its connection');
  };
  return {
    async openQueue(defaultJobOptions) {
      const queue: PostgresQueue = new Queue(QUEUE, { connection, defaultJobOptions }, createPostgresBackend);
      queue.on('error', warn);
      await queue.waitUntilReady();
      return queue;
    },
    async openWorker(run, bounds) {
      const worker: PostgresWorker = new Worker(QUEUE, run, { connection, ...bounds }, createPostgresBackend);
      worker.on('error', warn);
      await worker.waitUntilReady();
      return worker;
    },
    // What the queue and the worker hold goes with them, and a query that fails tells at once.
    isAway: () => false,
    onReturn: () => undefined,
    disconnect: () => undefined,
  };
}
