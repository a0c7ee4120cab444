import type { Config } from '../../config/config.js';
import { replayParked } from '../../projections/engine/parking.js';
import { reactor } from '../../workers/reactor.js';
import { findProjection } from './find-projection.js';
import { withInfrastructure } from './with-infrastructure.js';

/** The workers of other processes find the jobs that the reactor records here. */
const NO_WORKER = { room: () => 0, accept: () => undefined, wake: () => undefined };

/**
 * Applies the parked events of a projection, or of the reactor.
 *
 * @throws UnknownProjection
 */
export async function replayParkedEvents(config: Config, name: string): Promise<string> {
  return await withInfrastructure(config, async ({ pool, log, now, outbox, projections }) => {
    const reactions = reactor({
      outbox,
      capabilities: log.store.capabilities,
      now,
      worker: NO_WORKER,
    });
    const reader = name === reactions.name ? reactions : findProjection(projections, name);
    const { replayed, failing } = await replayParked(pool, log.store, reader);
    return `Applied ${String(replayed)} events; ${String(failing)} streams still parked.`;
  });
}
