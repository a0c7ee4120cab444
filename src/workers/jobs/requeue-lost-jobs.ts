import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { JobQueue, NewJob } from './queue.js';
import type { Outbox } from './outbox.js';

const LOOK_MS = 2000;
const PAGE = 200;

interface Parts {
  readonly queue: JobQueue;
  readonly outbox: Outbox;
  readonly logger: Logger;
}

/**
 * Offers jobs again that the queue has lost: looked for at the start, whenever its store has been away, and from
 * time to time. Adding a job that the queue still knows would change nothing, so any number of processes may do it.
 */
export function startRequeueingLostJobs({ queue, outbox, logger }: Parts): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let suspicious = true;
  queue.onReturn(() => (suspicious = true));

  /** @returns how many were lost */
  async function look(jobs: readonly NewJob[]): Promise<number> {
    const found = await Promise.all(jobs.map(async (job) => ({ job, state: await queue.find(job.id) })));
    const lost = found.flatMap(({ job, state }) => (state === 'unknown' ? [job] : []));
    if (lost.length > 0) {
      await queue.add(lost);
      logger.warn({ jobs: lost.length }, 'jobs that the queue had lost were added again');
    }
    // The queue was through with them before they were noted here, or gave them up.
    const finished = found.filter(({ state }) => state === 'finished');
    await Promise.all(finished.map(({ job }) => outbox.strikeOut(job.id)));
    return lost.length;
  }

  async function lookAtAll(): Promise<void> {
    if (suspicious) {
      await outbox.suspectAll();
      suspicious = false;
    }
    // Where some were lost there may be more.
    for (let lost = 1; lost > 0 && !stopping.signal.aborted;) lost = await look(await outbox.overdue(PAGE));
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await lookAtAll().catch((error: unknown) => {
        logger.warn({ err: error }, 'cannot look for lost jobs');
      });
      await sleep(LOOK_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
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
