import type { JobsOptions } from 'bullmq';
import type { Logger } from 'pino';
import { within } from '../../runtime/concurrency/within.js';
import type { JobBackend, JobStores, WorkerLimits } from './backend.js';
import { postgresBackend } from './postgres-backend.js';
import { redisBackend } from './redis-backend.js';

/**
 * The job queue, which spreads batches over the workers of all processes. Its jobs name no job of the outbox: each says
 * that jobs are due. The queue may lose jobs and be unavailable, because every worker also looks for due jobs itself.
 */
export interface JobQueue {
  /** Adds a job that wakes one worker, in this process or another. It never fails. */
  wakeWorker(): void;
  /** @throws Error the store is unavailable */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const ANSWER_MS = 5000;
const CLOSE_MS = 2000;
const CLOSE_DISCONNECTED_MS = 500;
/** Shortest time between two jobs of one process. A woken worker continues while jobs are due. */
const MIN_INTERVAL_MS = 250;

const DELIVER_DUE = 'deliver-due';
/** The age also removes the jobs of release 0.1.0, which kept them for a week. */
const JOB_OPTIONS: JobsOptions = { removeOnComplete: { age: 60 }, removeOnFail: true };
/** The default of 15 s would leave a worker without wake-ups for as long after every outage. */
const WORKER_LIMITS: WorkerLimits = { runRetryDelay: 500 };

function openBackend({ database, redisUrl }: JobStores, logger: Logger): JobBackend {
  return redisUrl === null ? postgresBackend(database, logger) : redisBackend(redisUrl, logger);
}

/** Opens the queue for adding jobs. On PostgreSQL, call `migrateJobs` first. */
export async function openJobQueue(stores: JobStores, logger: Logger): Promise<JobQueue> {
  const backend = openBackend(stores, logger);
  const queue = await backend.openQueue();
  let lastAdded = 0;

  async function withTimeout<T>(command: () => Promise<T>): Promise<T> {
    if (backend.isDisconnected()) throw new Error('The job queue is unavailable.');
    return await within(ANSWER_MS, 'The job queue did not answer.', command());
  }

  return {
    wakeWorker() {
      if (performance.now() - lastAdded < MIN_INTERVAL_MS) return;
      lastAdded = performance.now();
      withTimeout(() => queue.add(DELIVER_DUE, {}, JOB_OPTIONS)).catch((error: unknown) => {
        logger.warn({ err: error }, 'job queue unavailable; workers look for due jobs themselves');
      });
    },
    async ping() {
      await withTimeout(() => queue.getJobCounts('active'));
    },
    close: () => closeWithin(queue, backend),
  };
}

/**
 * Takes jobs from the queue until it is closed. Jobs of release 0.1.0, one for each mail, are in the outbox too, so they
 * only wake the worker.
 */
export async function listenToJobQueue(
  stores: JobStores,
  wake: () => void,
  logger: Logger,
): Promise<{ close(): Promise<void> }> {
  const backend = openBackend(stores, logger);
  const worker = await backend.openWorker(() => {
    wake();
    return Promise.resolve(null);
  }, WORKER_LIMITS);
  return { close: () => closeWithin(worker, backend) };
}

async function closeWithin(part: { close(): Promise<void> }, backend: JobBackend): Promise<void> {
  const limitMs = backend.isDisconnected() ? CLOSE_DISCONNECTED_MS : CLOSE_MS;
  await within(limitMs, 'The job queue did not close in time.', part.close()).catch(() => undefined);
  backend.disconnect();
}
