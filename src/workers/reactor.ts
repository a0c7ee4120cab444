import { RetryLater } from '../projections/engine/reader.js';
import type { Reader } from '../projections/engine/reader.js';
import type { LogCapabilities } from './handlers/job-kind.js';
import type { Outbox } from './jobs/outbox.js';
import type { JobQueue } from './jobs/queue.js';
import { reactionsTo } from './reactions.js';

/** Name of the reactor's checkpoint. */
export const REACTIONS = 'reactions';

/**
 * Turns events into jobs. Job ids derive from event ids, so after a crash between adding jobs and moving the
 * checkpoint, the reactor adds the same jobs again. The outbox records the jobs together with the checkpoint, in case the queue loses
 * them.
 */
export function reactor(queue: JobQueue, outbox: Outbox, log: LogCapabilities): Reader {
  return {
    name: REACTIONS,
    handles: (event) => reactionsTo(event, log).length > 0,

    async handle(events, transaction) {
      const jobs = events.flatMap((event) =>
        reactionsTo(event, log).map(({ name, delayMs }) => ({
          id: `${name}-${event.id}`,
          name,
          stream: event.stream,
          event: event.id,
          dueAt: new Date(Date.now() + delayMs),
        })),
      );
      await outbox.record(jobs, transaction);
      try {
        await queue.add(jobs);
      } catch (cause) {
        throw new RetryLater('The job queue is unavailable.', { cause });
      }
    },
  };
}
