import type { Job, JobsOptions, Processor, WorkerOptions } from 'bullmq';
import type { Logger } from 'pino';
import { postgresBackend } from './postgres-backend.js';
import { redisBackend } from './redis-backend.js';
import { within } from '../../runtime/within.js';

/** What a job carries: which event it reacts to. Everything else is read from the log when it runs. */
export interface JobData {
  readonly stream: string;
  readonly event: string;
}

export type ReactionJob = Job<JobData, string>;

/** A job to be added. The same id a second time changes nothing. */
export interface NewJob extends JobData {
  readonly id: string;
  readonly name: string;
  readonly dueAt: Date;
}

/** Where the jobs are: in PostgreSQL, or in Redis where a URL of one is configured. */
export interface JobStores {
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
}

/** The two sides of BullMQ over one store. */
export interface JobBackend {
  openQueue(defaults: JobsOptions): Promise<BullQueue>;
  openWorker(run: Processor<JobData, string>, bounds: Bounds): Promise<BullWorker>;
  /** Whether the store is known to be away: then nothing is sent, which would only wait in memory. */
  isAway(): boolean;
  /** Calls whenever the connection was lost and is there again. */
  onReturn(returned: () => void): void;
  /** Ends the connections. Call it when queue and worker are closed. */
  disconnect(): void;
}

export type Bounds = Pick<
  WorkerOptions,
  'concurrency' | 'lockDuration' | 'stalledInterval' | 'maxStalledCount'
>;

/** What is used of BullMQ's queue, whatever it stands on. */
export interface BullQueue {
  addBulk(jobs: { name: string; data: JobData; opts: JobsOptions }[]): Promise<unknown>;
  getJob(id: string): Promise<{ finishedOn?: number } | undefined>;
  getJobCounts(...states: JobState[]): Promise<Record<string, number>>;
  close(): Promise<void>;
}

export interface BullWorker {
  on(event: 'failed', told: (job: ReactionJob | undefined, error: Error) => void): unknown;
  close(): Promise<void>;
}

type JobState = 'waiting' | 'active' | 'delayed' | 'failed';

/** The jobs as the rest of the program sees them. Everything fails within seconds where the store is away. */
export interface JobQueue {
  add(jobs: readonly NewJob[]): Promise<void>;
  /** Whether a job waits or runs, is done or given up, or is not known (any more). */
  find(id: string): Promise<'open' | 'finished' | 'unknown'>;
  counts(): Promise<Record<string, number>>;
  /** @throws Error the store is away */
  ping(): Promise<void>;
  onReturn(returned: () => void): void;
  close(): Promise<void>;
}

export const QUEUE = 'reactions';
const DAY_SECONDS = 24 * 60 * 60;
const ANSWER_MS = 5000;
/** What is under way when a worker is closed may take so long; after that it is somebody else's. */
const CLOSE_MS = 7000;
/** Where the store is away there is nothing to wait for. */
const CLOSE_AWAY_MS = 500;

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
const BOUNDS: Bounds = {
  concurrency: 4,
  lockDuration: 3000,
  stalledInterval: 1500,
  maxStalledCount: 1_000_000,
};

/** The only place where the stores differ. */
function backendOf({ databaseUrl, redisUrl }: JobStores, logger: Logger): JobBackend {
  return redisUrl === null ? postgresBackend(databaseUrl, logger) : redisBackend(redisUrl, logger);
}

/** Opens the queue for adding and looking at jobs. Jobs in PostgreSQL need `migrateJobs` before. */
export async function openJobQueue(stores: JobStores, logger: Logger): Promise<JobQueue> {
  const backend = backendOf(stores, logger);
  const queue = await backend.openQueue(JOB);

  async function answered<T>(ask: () => Promise<T>): Promise<T> {
    if (backend.isAway()) throw new Error('The job queue is away.');
    return await within(ANSWER_MS, 'The job queue did not answer.', ask());
  }

  return {
    async add(jobs) {
      const now = Date.now();
      const bulk = jobs.map(({ id, name, dueAt, stream, event }) => {
        const delay = dueAt.getTime() - now;
        return { name, data: { stream, event }, opts: { jobId: id, ...(delay > 0 && { delay }) } };
      });
      await answered(() => queue.addBulk(bulk));
    },
    async find(id) {
      const job = await answered(() => queue.getJob(id));
      if (job === undefined) return 'unknown';
      return job.finishedOn === undefined ? 'open' : 'finished';
    },
    counts: () => answered(() => queue.getJobCounts('waiting', 'active', 'delayed', 'failed')),
    async ping() {
      await answered(() => queue.getJobCounts('active'));
    },
    onReturn: (returned) => backend.onReturn(returned),
    close: () => closeInTime(queue, backend),
  };
}

/**
 * Runs jobs until it is closed; closing waits for those under way, for a bounded time.
 *
 * @param run does the work; its answer is kept as the job's result, an error makes the job come again later
 */
export async function startJobWorker(
  stores: JobStores,
  run: (job: ReactionJob) => Promise<string>,
  logger: Logger,
): Promise<{ close(): Promise<void> }> {
  const backend = backendOf(stores, logger);
  const worker = await backend.openWorker(run, BOUNDS);
  worker.on('failed', (job, error) => {
    logger.warn({ job: job?.id, attempts: job?.attemptsMade, cause: error.name }, 'job failed');
  });
  return { close: () => closeInTime(worker, backend) };
}

async function closeInTime(part: { close(): Promise<void> }, backend: JobBackend): Promise<void> {
  const limitMs = backend.isAway() ? CLOSE_AWAY_MS : CLOSE_MS;
  // What is cut short here comes again, as after a kill.
  await within(limitMs, 'It did not close in time.', part.close()).catch(() => undefined);
  backend.disconnect();
}
