import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { NewJob } from './backend.js';
import type { Outbox } from './outbox.js';
import type { JobQueue } from './queue.js';

const CHECK_MS = 2000;
const PAGE = 200;

interface Parts {
  readonly queue: JobQueue;
  readonly outbox: Outbox;
  readonly logger: Logger;
}

/**
 * Adds jobs again that the queue has lost. It checks at the start, after every reconnection, and periodically.
 * Adding a known job changes nothing, so any number of processes may run the check.
 */
export function startRequeueingLostJobs({ queue, outbox, logger }: Parts): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let recheckAll = true;
  queue.onReconnect(() => (recheckAll = true));

  /** Returns the number of lost jobs. */
  async function requeue(jobs: readonly NewJob[]): Promise<number> {
    const found = await Promise.all(jobs.map(async (job) => ({ job, state: await queue.find(job.id) })));
    const lost = found.flatMap(({ job, state }) => (state === 'unknown' ? [job] : []));
    if (lost.length > 0) {
      await queue.add(lost);
      logger.warn({ jobs: lost.length }, 'lost jobs requeued');
    }
    // These jobs failed permanently, or finished before the outbox recorded them.
    const finished = found.filter(({ state }) => state === 'finished');
    await Promise.all(finished.map(({ job }) => outbox.complete(job.id)));
    return lost.length;
  }

  async function check(): Promise<void> {
    if (recheckAll) {
      await outbox.recheckAll();
      recheckAll = false;
    }
    // A page with a lost job suggests that the next page has some too.
    for (let lost = 1; lost > 0 && !stopping.signal.aborted;)
      lost = await requeue(await outbox.overdue(PAGE));
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await check().catch((error: unknown) => {
        logger.warn({ err: error }, 'check for lost jobs failed');
      });
      await sleep(CHECK_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
