import type { JobsOptions } from 'bullmq';
import type { Logger } from 'pino';
import { within } from '../../runtime/within.js';
import type { JobBackend, JobStores, NewJob, ReactionJob, WorkerLimits } from './backend.js';
import { postgresBackend } from './postgres-backend.js';
import { redisBackend } from './redis-backend.js';

/** Adds jobs and looks them up. Every method fails within seconds while the store is unavailable. */
export interface JobQueue {
  add(jobs: readonly NewJob[]): Promise<void>;
  /** Returns `open` for a waiting or running job, `finished` for a completed or failed one. */
  find(id: string): Promise<'open' | 'finished' | 'unknown'>;
  /** Returns the number of jobs by state. */
  counts(): Promise<Record<string, number>>;
  /** @throws Error the store is unavailable */
  ping(): Promise<void>;
  /** Calls back each time the connection to the store is restored. */
  onReconnect(callback: () => void): void;
  close(): Promise<void>;
}

const DAY_SECONDS = 24 * 60 * 60;
const ANSWER_MS = 5000;
/** Time for running jobs to finish when a worker closes. Another worker takes over the rest. */
const CLOSE_MS = 7000;
const CLOSE_DISCONNECTED_MS = 500;

/**
 * Retries a failing job with exponential back-off for about a day. The job then stays in the failed set until an
 * operator retries it. Finished jobs are kept for a week, so that a repeated event finds its job.
 */
const JOB_OPTIONS: JobsOptions = {
  attempts: 17,
  backoff: { type: 'exponential', delay: 1000, jitter: 0.5 },
  removeOnComplete: { age: 7 * DAY_SECONDS },
  removeOnFail: false,
};

/**
 * Another worker takes over the job of a killed worker when its lock expires, without a limit on how often.
 * BullMQ renews the lock after half of its duration.
 */
const WORKER_LIMITS: WorkerLimits = {
  concurrency: 4,
  lockDuration: 3000,
  stalledInterval: 1500,
  maxStalledCount: 1_000_000,
  // The default of 15 s would delay mails for as long after every outage.
  runRetryDelay: 500,
};

function openBackend({ database, redisUrl }: JobStores, logger: Logger): JobBackend {
  return redisUrl === null ? postgresBackend(database, logger) : redisBackend(redisUrl, logger);
}

/** Opens the queue for adding and looking up jobs. On PostgreSQL, call `migrateJobs` first. */
export async function openJobQueue(stores: JobStores, logger: Logger): Promise<JobQueue> {
  const backend = openBackend(stores, logger);
  const queue = await backend.openQueue(JOB_OPTIONS);

  async function withTimeout<T>(command: () => Promise<T>): Promise<T> {
    if (backend.isDisconnected()) throw new Error('The job queue is unavailable.');
    return await within(ANSWER_MS, 'The job queue did not answer.', command());
  }

  return {
    async add(jobs) {
      const now = Date.now();
      const bulk = jobs.map(({ id, name, dueAt, stream, event }) => {
        const delay = dueAt.getTime() - now;
        return { name, data: { stream, event }, opts: { jobId: id, ...(delay > 0 && { delay }) } };
      });
      await withTimeout(() => queue.addBulk(bulk));
    },
    async find(id) {
      const job = await withTimeout(() => queue.getJob(id));
      if (job === undefined) return 'unknown';
      return job.finishedOn === undefined ? 'open' : 'finished';
    },
    counts: () => withTimeout(() => queue.getJobCounts('waiting', 'active', 'delayed', 'failed')),
    async ping() {
      await withTimeout(() => queue.getJobCounts('active'));
    },
    onReconnect: (callback) => backend.onReconnect(callback),
    close: () => closeWithin(queue, backend),
  };
}

/**
 * Runs jobs until it is closed. Closing waits a bounded time for running jobs.
 *
 * @param run does the work; its return value is stored as the job's result, an error schedules a retry
 */
export async function startJobWorker(
  stores: JobStores,
  run: (job: ReactionJob) => Promise<string>,
  logger: Logger,
): Promise<{ close(): Promise<void> }> {
  const backend = openBackend(stores, logger);
  const worker = await backend.openWorker(run, WORKER_LIMITS);
  worker.on('failed', (job, error) => {
    logger.warn({ job: job?.id, attempts: job?.attemptsMade, cause: error.name }, 'job failed');
  });
  return { close: () => closeWithin(worker, backend) };
}

async function closeWithin(part: { close(): Promise<void> }, backend: JobBackend): Promise<void> {
  const limitMs = backend.isDisconnected() ? CLOSE_DISCONNECTED_MS : CLOSE_MS;
  // Another worker runs an interrupted job again, as after a kill.
  await within(limitMs, 'The job queue did not close in time.', part.close()).catch(() => undefined);
  backend.disconnect();
}
