import type { Logger } from 'pino';
import type { Pool } from 'pg';
import { findErasure } from '../../commands/privacy/find-erasure.js';
import { userIdSchema } from '../../domain/ids.js';
import type { EventStore } from '../../eventstore/port.js';
import { readCheckpoint } from '../../projections/engine/checkpoints.js';
import { findLostErasures } from '../../projections/views/erasures/query.js';
import type { Outbox } from '../../workers/jobs/outbox.js';
import { jobsOf, REACTIONS } from '../../workers/reactor.js';

interface Parts {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly outbox: Pick<Outbox, 'add'>;
  /** Reads the clock that the processes share. */
  readonly now: () => Date;
  readonly logger: Logger;
}

/**
 * Records the jobs of erasures that lost theirs: the reactor of an earlier release has passed the event, or a backup has
 * brought the erasure back after its job was done.
 */
export async function recordLostErasures({ pool, store, outbox, now, logger }: Parts): Promise<void> {
  const reacted = await readCheckpoint(pool, REACTIONS);
  for (const userId of await findLostErasures(pool, reacted)) {
    const event = await findErasure(store, userIdSchema.parse(userId));
    // The reactor records the jobs of later events itself.
    if (event === null || event.position > reacted) continue;
    for (const job of jobsOf(event, store.capabilities, now())) await outbox.add(job);
    logger.warn({ event: event.id }, 'the jobs of an erasure were lost and are recorded again');
  }
}
