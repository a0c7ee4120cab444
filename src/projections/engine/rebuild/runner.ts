import { setTimeout as sleep } from 'node:timers/promises';
import { readCheckpoint } from '../checkpoints.js';
import type { Projection } from '../projection.js';
import { compareVersions } from './compare.js';
import { fillPage } from './fill.js';
import type { RebuildParts } from './fill.js';
import { withRebuildLock } from './lock.js';
import { readRebuild, readRebuilds, recordComparison } from './rebuilds.js';

/** Fills the standby versions of read models, and keeps them at the position of the serving ones. */
export interface RebuildRunner {
  /** Resolves when the current page is committed or abandoned. */
  stop(): Promise<void>;
}

/** Pause between two looks at the rebuilds. */
const IDLE_MS = 500;
/** Time after which a process returns the lock, and the pause in which a promotion can take it. */
const STEP_MS = 1000;
const YIELD_MS = 100;
/** The pause after a page as a multiple of the time of a page, so that requests have most of the database. */
const REST = 1;

/**
 * Runs the rebuilds of all read models until it is stopped. Any number of processes may do so: a lock on each read model
 * admits one at a time. All progress is in the database, so a process that ends leaves its work to the next.
 */
export function startRebuildRunner(parts: RebuildParts, projections: readonly Projection[]): RebuildRunner {
  const stopping = new AbortController();

  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  }

  /** Returns true if there is more to do at once. */
  async function step(projection: Projection): Promise<boolean> {
    const rebuild = await readRebuild(parts.pool, projection.name);
    if (rebuild === null) return false;
    const end = performance.now() + STEP_MS;
    while (performance.now() < end && !stopping.signal.aborted) {
      const start = performance.now();
      const filled = await fillPage(parts, projection, await readCheckpoint(parts.pool, projection.name));
      if (filled === 'waiting') return false;
      if (filled === 'complete') {
        if (rebuild.state === 'filling' && rebuild.parked === 0) await compare(projection);
        return false;
      }
      await pause((performance.now() - start) * REST);
    }
    return true;
  }

  async function compare(projection: Projection): Promise<void> {
    const comparison = await compareVersions(parts, projection);
    if (comparison !== null) await recordComparison(parts.pool, projection.name, comparison);
  }

  async function stepAll(): Promise<boolean> {
    let hasMore = false;
    for (const { reader } of await readRebuilds(parts.pool)) {
      const projection = projections.find(({ name }) => name === reader);
      if (projection === undefined) continue;
      if ((await withRebuildLock(parts.pool, reader, () => step(projection))) === true) hasMore = true;
    }
    return hasMore;
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await pause((await stepAll()) ? YIELD_MS : IDLE_MS);
      } catch (error) {
        parts.logger.warn({ err: error }, 'a rebuild failed; retrying after a pause');
        await pause(IDLE_MS);
      }
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
