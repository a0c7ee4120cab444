import type { Config } from '../../config/config.js';
import { replayParked } from '../../projections/engine/parking.js';
import { resetProjection } from '../../projections/engine/projection.js';
import type { Projection } from '../../projections/engine/projection.js';
import { reactor } from '../../workers/reactor.js';
import { withInfrastructure } from './with-infrastructure.js';

/**
 * Empties a read model. The projector fills it again from the log.
 *
 * @throws UnknownProjection
 */
export async function rebuildProjection(config: Config, name: string): Promise<string> {
  return await withInfrastructure(config, async ({ pool, projections }) => {
    await resetProjection(pool, findProjection(projections, name));
    return `Read model ${name} is empty; the projector fills it from the log.`;
  });
}

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

function findProjection(projections: readonly Projection[], name: string): Projection {
  const projection = projections.find((candidate) => candidate.name === name);
  if (projection === undefined) throw new UnknownProjection(name, projections);
  return projection;
}

/** No projection has this name; the message lists the names. */
export class UnknownProjection extends Error {
  override readonly name = 'UnknownProjection';
  constructor(name: string, projections: readonly Projection[]) {
    super(
      `No projection is named ${name}. Projections: ${projections.map((known) => known.name).join(', ')}.`,
    );
  }
}
