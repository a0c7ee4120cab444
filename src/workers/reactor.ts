import type { StoredEvent } from '../eventstore/port.js';
import type { Reader } from '../projections/engine/reader.js';
import type { LogCapabilities } from './handlers/job-kind.js';
import type { JobWorker } from './jobs/job-worker.js';
import type { ClaimedJob, NewJob, Outbox } from './jobs/outbox.js';
import { reactionsTo } from './reactions.js';

/** Name of the reactor's checkpoint. */
export const REACTIONS = 'reactions';

interface Parts {
  readonly outbox: Pick<Outbox, 'record'>;
  readonly capabilities: LogCapabilities;
  /** Reads the clock that the processes share. */
  readonly now: () => Date;
  /** Runs the jobs. */
  readonly worker: Pick<JobWorker, 'room' | 'accept' | 'wake'>;
}

/**
 * Turns events into jobs. The outbox records the jobs together with the checkpoint, so each event causes its jobs once. The
 * worker of this process gets due jobs at once, as far as it has room, and is woken for the others.
 */
export function reactor({ outbox, capabilities, now, worker }: Parts): Reader {
  let claimed: ClaimedJob[] = [];
  let recorded = 0;
  return {
    name: REACTIONS,
    handles: (event) => reactionsTo(event, capabilities).length > 0,

    beforeHandling() {
      claimed = [];
      recorded = 0;
      return Promise.resolve();
    },

    async handle(events, transaction) {
      const jobs = events.flatMap((event) => jobsOf(event, capabilities, now()));
      claimed.push(...(await outbox.record(jobs, worker.room() - claimed.length, transaction)));
      recorded += jobs.length;
    },

    afterCommit() {
      worker.accept(claimed);
      if (recorded > claimed.length) worker.wake();
    },
  };
}

/** Returns the jobs that an event causes. Their ids follow from the event, so recording them again changes nothing. */
export function jobsOf(event: StoredEvent, capabilities: LogCapabilities, now: Date): NewJob[] {
  return reactionsTo(event, capabilities).map(({ name, delayMs }) => ({
    id: `${name}-${event.id}`,
    name,
    stream: event.stream,
    event: event.id,
    revision: event.revision,
    delayMs: remainingMs(delayMs, event, now),
    correlationId: event.metadata['correlation_id'] ?? null,
    sealed: null,
  }));
}

/** Returns the part of a delay that is left. A reactor that was stopped does not lengthen the delay. */
function remainingMs(delayMs: number, { recordedAt }: StoredEvent, now: Date): number {
  return Math.max(0, delayMs - Math.max(0, now.getTime() - recordedAt.getTime()));
}
