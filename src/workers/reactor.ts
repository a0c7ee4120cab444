import type { Reader } from '../projections/engine/reader.js';
import type { LogCapabilities } from './handlers/job-kind.js';
import type { Outbox } from './jobs/outbox.js';
import { reactionsTo } from './reactions.js';

/** Name of the reactor's checkpoint. */
export const REACTIONS = 'reactions';

interface Parts {
  readonly outbox: Pick<Outbox, 'record'>;
  readonly capabilities: LogCapabilities;
  /** Called when recorded jobs may be due. */
  readonly wake: () => void;
}

/**
 * Turns events into jobs. The outbox records the jobs together with the checkpoint, so each event causes its jobs once.
 */
export function reactor({ outbox, capabilities, wake }: Parts): Reader {
  return {
    name: REACTIONS,
    handles: (event) => reactionsTo(event, capabilities).length > 0,

    async handle(events, transaction) {
      const jobs = events.flatMap((event) =>
        reactionsTo(event, capabilities).map(({ name, delayMs }) => ({
          id: `${name}-${event.id}`,
          name,
          stream: event.stream,
          event: event.id,
          revision: event.revision,
          delayMs,
          correlationId: null,
        })),
      );
      await outbox.record(jobs, transaction);
    },

    afterCommit: wake,
  };
}
