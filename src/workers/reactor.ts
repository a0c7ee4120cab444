import { RetryLater } from '../projections/engine/reader.js';
import type { Reader } from '../projections/engine/reader.js';
import type { JobQueue } from './jobs/queue.js';
import type { Outbox } from './jobs/outbox.js';
import { reactionsTo } from './reactions.js';

/** The name of the reactor's checkpoint. */
export const REACTIONS = 'reactions';

/**
 * Turns events into jobs. The jobs are added before the checkpoint moves, under ids that follow from the
 * event: after a crash between the two they are added again, and known. They are noted together with the
 * checkpoint, for a queue that loses them.
 */
export function reactor(queue: JobQueue, outbox: Outbox, log: { atomicMultiStream: boolean }): Reader {
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
      await outbox.note(jobs, transaction);
      try {
        await queue.add(jobs);
      } catch (cause) {
        throw new RetryLater('The job queue cannot be reached.', { cause });
      }
    },
  };
}
