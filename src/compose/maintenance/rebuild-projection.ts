import { setTimeout as sleep } from 'node:timers/promises';
import { recordOperation } from '../../commands/operations/record-operation.js';
import type { Config } from '../../config/config.js';
import type { VersionChange } from '../../domain/operation/events.js';
import type { Projection } from '../../projections/engine/projection.js';
import type { RebuildParts } from '../../projections/engine/rebuild/fill.js';
import { discard, promote, rollBack, startRebuild } from '../../projections/engine/rebuild/operations.js';
import { readRebuild } from '../../projections/engine/rebuild/rebuilds.js';
import type { Rebuild } from '../../projections/engine/rebuild/rebuilds.js';
import { startRebuildRunner } from '../../projections/engine/rebuild/runner.js';
import { Lifecycle } from '../../runtime/lifecycle.js';
import { createLogger } from '../../runtime/logger.js';
import { openInfrastructure } from '../infrastructure.js';
import type { Infrastructure } from '../infrastructure.js';
import { openRebuildParts } from '../rebuilds.js';
import { systemContext } from '../signing.js';
import { findProjection } from './find-projection.js';
import { RebuildRefused } from './rebuild-refused.js';

const POLL_MS = 200;

interface Task {
  readonly infrastructure: Infrastructure;
  readonly parts: RebuildParts;
  readonly projection: Projection;
}

/**
 * Fills a new version of a read model beside the serving one, and compares the two. A service that runs goes on.
 *
 * @param promotes true to promote the new version if it is equal
 * @param show shows the progress
 * @throws UnknownProjection
 * @throws RebuildRefused
 */
export async function rebuildProjection(
  config: Config,
  name: string,
  { promotes, show }: { readonly promotes: boolean; readonly show: (rebuild: Rebuild) => void },
): Promise<string> {
  return await withProjection(config, name, 'rebuild', async (task) => {
    requireDone(name, await startRebuild(task.parts, task.projection));
    const { state, parked } = await fill(task, show);
    if (parked > 0) throw new RebuildRefused(name, 'parked');
    if (state === 'different') throw new RebuildRefused(name, 'differs');
    if (!promotes)
      return `The new version of ${name} is ready. To promote it: credence projections promote ${name}`;
    await record(task.infrastructure, name, 'promote');
    requireDone(name, await promote(task.parts, task.projection, false));
    return promoted(name);
  });
}

/**
 * Puts the new version of a read model in the place of the serving one.
 *
 * @throws UnknownProjection
 * @throws RebuildRefused
 */
export async function promoteProjection(
  config: Config,
  name: string,
  acceptsDifference: boolean,
): Promise<string> {
  return await withProjection(config, name, 'promote', async ({ parts, projection }) => {
    requireDone(name, await promote(parts, projection, acceptsDifference));
    return promoted(name);
  });
}

/**
 * Puts the former version of a read model back in its place.
 *
 * @throws UnknownProjection
 * @throws RebuildRefused
 */
export async function rollBackProjection(config: Config, name: string): Promise<string> {
  return await withProjection(config, name, 'roll_back', async ({ parts, projection }) => {
    requireDone(name, await rollBack(parts, projection));
    return `The former version of ${name} serves again.`;
  });
}

/**
 * Drops the version of a read model that does not serve.
 *
 * @throws UnknownProjection
 * @throws RebuildRefused
 */
export async function discardProjection(config: Config, name: string): Promise<string> {
  return await withProjection(config, name, 'discard', async ({ parts, projection }) => {
    requireDone(name, await discard(parts, projection));
    return `The version beside ${name} is dropped.`;
  });
}

async function withProjection(
  config: Config,
  name: string,
  change: VersionChange,
  work: (task: Task) => Promise<string>,
): Promise<string> {
  const lifecycle = new Lifecycle();
  try {
    const infrastructure = await openInfrastructure(config, createLogger(config.logLevel), lifecycle);
    const projection = findProjection(infrastructure.projections, name);
    await record(infrastructure, name, change);
    return await work({ infrastructure, parts: openRebuildParts(infrastructure, lifecycle), projection });
  } finally {
    await lifecycle.stop();
  }
}

async function record({ log, now }: Infrastructure, name: string, change: VersionChange): Promise<void> {
  const event = { type: 'ReadModelChangeRequested', data: { reader: name, change } } as const;
  await recordOperation({ log }, event, { ...systemContext(now), actor: 'operator' });
}

/** Fills the new version of a read model, together with the processes of the service. */
async function fill(
  { infrastructure: { pool }, parts, projection }: Task,
  show: (rebuild: Rebuild) => void,
): Promise<Rebuild> {
  const runner = startRebuildRunner(parts, [projection]);
  try {
    for (;;) {
      const rebuild = await readRebuild(pool, projection.name);
      if (rebuild === null) throw new RebuildRefused(projection.name, 'no_version');
      show(rebuild);
      if (rebuild.state !== 'filling' || rebuild.parked > 0) return rebuild;
      await sleep(POLL_MS);
    }
  } finally {
    await runner.stop();
  }
}

function requireDone(name: string, outcome: Awaited<ReturnType<typeof discard>>): void {
  if (outcome !== 'done') throw new RebuildRefused(name, outcome);
}

function promoted(name: string): string {
  return `The new version of ${name} serves. To return to the former one: credence projections rollback ${name}`;
}
