import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { within } from '../../runtime/concurrency/within.js';
import type { ClaimedJob, Outbox } from './outbox.js';

/** Jobs that run concurrently. A job mostly waits: for the log, for the mail server, for a commit. */
const MAX_RUNNING = 64;
/** The worker claims more jobs when no more than this run, so that a claim serves many jobs under load. */
const REFILL_AT = MAX_RUNNING / 2;
/** Finds jobs that become due without a call of `wake`: after a pause, or after the end of their worker. */
const SWEEP_MS = 1000;
const RENEW_MS = 1000;
/** Time for running jobs to finish when the worker stops. Another worker takes over the rest. */
const STOP_MS = 7000;

interface Parts {
  readonly outbox: Pick<Outbox, 'claim' | 'renew'>;
  /** Runs a job and records its outcome in the outbox. A job whose outcome it cannot record is due again. */
  readonly run: (job: ClaimedJob) => Promise<void>;
  /** Called when more jobs may be due than this worker runs. */
  readonly wakeOthers: () => void;
  readonly logger: Logger;
}

export interface JobWorker {
  /** Tells the worker that jobs may be due. */
  wake(): void;
  /** Returns the number of jobs that may be claimed for this worker. */
  room(): number;
  /** Runs jobs that were claimed for this worker. */
  accept(jobs: readonly ClaimedJob[]): void;
  /** Stops claiming jobs, and waits a bounded time for the running ones. */
  stop(): Promise<void>;
}

/**
 * Runs due jobs until it is stopped. Any number of workers share the jobs of one outbox: each claims a batch in one
 * statement, and renews its claims while the jobs run.
 */
export function startJobWorker({ outbox, run, wakeOthers, logger }: Parts): JobWorker {
  const running = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  const stopped = new AbortController();
  let mayBeDue = true;
  let resume = (): void => undefined;

  function resumeIfRoom(): void {
    if (running.size <= REFILL_AT) resume();
  }

  /** Waits until jobs may be due and there is room for them, or until the next sweep. */
  async function pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, SWEEP_MS);
      resume = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function start(job: ClaimedJob): void {
    // A claim may lapse while the database is unavailable; the job still runs here.
    if (running.has(job.id)) return;
    const ended = run(job)
      .catch((error: unknown) => {
        logger.warn({ job: job.id, err: error }, 'outcome of a job not recorded; it runs again');
      })
      .finally(() => {
        running.delete(job.id);
        if (mayBeDue) resumeIfRoom();
      });
    running.set(job.id, ended);
  }

  async function startDueJobs(): Promise<void> {
    const limit = MAX_RUNNING - running.size;
    if (limit <= 0) return;
    mayBeDue = false;
    const jobs = await outbox.claim(limit);
    for (const job of jobs) start(job);
    if (jobs.length < limit) return;
    mayBeDue = true;
    wakeOthers();
  }

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      await startDueJobs().catch((error: unknown) => {
        logger.warn({ err: error }, 'claim of due jobs failed');
      });
      if (!mayBeDue || running.size > REFILL_AT) await pause();
    }
  }

  async function keepClaims(): Promise<void> {
    while (!stopped.signal.aborted) {
      await sleep(RENEW_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
      if (running.size === 0) continue;
      await outbox.renew([...running.keys()]).catch((error: unknown) => {
        logger.warn({ err: error }, 'renewal of claims failed');
      });
    }
  }

  const working = work();
  const keeping = keepClaims();
  return {
    wake() {
      mayBeDue = true;
      resumeIfRoom();
    },
    room: () => (stopping.signal.aborted ? 0 : Math.max(0, MAX_RUNNING - running.size)),
    accept(jobs) {
      // Another worker takes over the claims of one that stops.
      if (stopping.signal.aborted) return;
      for (const job of jobs) start(job);
    },
    async stop() {
      stopping.abort();
      resume();
      await working;
      await within(STOP_MS, 'Jobs did not finish in time.', Promise.all(running.values())).catch(
        () => undefined,
      );
      stopped.abort();
      await keeping;
    },
  };
}
