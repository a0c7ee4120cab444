import { TryLater } from '../projections/reader.js';
import type { Reader } from '../projections/reader.js';
import type { JobQueue } from './jobs.js';
import { reactionsTo } from './reactions.js';

/** The name of the reactor's checkpoint. */
export const REACTIONS = 'reactions';

/**
 * Turns events into jobs. The jobs are added before the checkpoint moves, under ids that follow from the
 * event: after a crash between the two they are added again, and known.
 */
export function reactor(queue: JobQueue, log: { atomicMultiStream: boolean }): Reader {
  return {
    name: REACTIONS,
    concerns: (event) => reactionsTo(event, log).length > 0,

    async handle(events) {
      const jobs = events.flatMap((event) =>
        reactionsTo(event, log).map(({ name, delayMs }) => ({
          name,
          data: { stream: event.stream, event: event.id },
          opts: { jobId: `${name}-${event.id}`, ...(delayMs > 0 && { delay: delayMs }) },
        })),
      );
      try {
        await queue.addBulk(jobs);
      } catch (cause) {
        throw new TryLater('The job queue cannot be reached.', { cause });
      }
    },
  };
}
