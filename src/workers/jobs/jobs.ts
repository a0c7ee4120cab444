import { createPostgresBackend, Queue, runMigrations, Worker } from 'bullmq';
import type { Job, JobProgress, JobsOptions, PostgresConnectionOptions, PostgresQueueBackend } from 'bullmq';
import pg from 'pg';
import type { Logger } from 'pino';

/** What a job carries: which event it reacts to. Everything else is read from the log when it runs. */
export interface JobData {
  readonly stream: string;
  readonly event: string;
}

export type ReactionJob = Job<JobData, string>;
type JobWorker = Worker<
  JobData,
  string,
  string,
  PostgresQueueBackend,
  JobProgress,
  PostgresConnectionOptions
>;
export type JobQueue = Queue<
  JobData,
  string,
  string,
  JobData,
  string,
  string,
  PostgresQueueBackend,
  PostgresConnectionOptions
>;

const QUEUE = 'reactions';
const SCHEMA = 'jobs';
const DAY_SECONDS = 24 * 60 * 60;

/**
 * Every job is repeated with growing pauses, for about a day; then it rests in the failed set, from where an
 * operator retries it. Finished jobs are kept long enough to know a repeated event again.
 */
const JOB: JobsOptions = {
  attempts: 17,
  backoff: { type: 'exponential', delay: 1000, jitter: 0.5 },
  removeOnComplete: { age: 7 * DAY_SECONDS },
  removeOnFail: false,
};

/**
 * The job of a killed worker is taken over by another after its lock has run out, however often that happens.
 * The lock is renewed at half its time.
 */
const TAKEOVER = { lockDuration: 3000, stalledInterval: 1500, maxStalledCount: 1_000_000 };
const CONCURRENCY = 4;

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

/** Opens the queue for adding and looking at jobs. */
export async function openJobQueue(url: string, log: Logger): Promise<JobQueue> {
  const queue: JobQueue = new Queue(
    QUEUE,
    { connection: connectionTo(url), defaultJobOptions: JOB },
    createPostgresBackend,
  );
  queue.on('error', (error) => {
    log.warn({ err: error }, 'the job queue has lost its connection');
  });
  await queue.waitUntilReady();
  return queue;
}

/**
 * Runs jobs until it is closed.
 *
 * @param run does the work; its answer is kept as the job's result, an error makes the job come again later
 */
export async function startJobWorker(
  url: string,
  run: (job: ReactionJob) => Promise<string>,
  log: Logger,
): Promise<{ close(): Promise<void> }> {
  const worker: JobWorker = new Worker(
    QUEUE,
    run,
    { connection: connectionTo(url), concurrency: CONCURRENCY, ...TAKEOVER },
    createPostgresBackend,
  );
  worker.on('error', (error) => {
    log.warn({ err: error }, 'the job worker has lost its connection');
  });
  worker.on('failed', (job, error) => {
    log.warn({ job: job?.id, attempts: job?.attemptsMade, cause: error.name }, 'job failed');
  });
  await worker.waitUntilReady();
  return worker;
}
