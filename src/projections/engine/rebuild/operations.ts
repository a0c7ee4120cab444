import { setTimeout as sleep } from 'node:timers/promises';
import { inTransaction } from '../../../runtime/postgres/in-transaction.js';
import type { Projection } from '../projection.js';
import { compareVersions } from './compare.js';
import type { RebuildParts } from './fill.js';
import { withRebuildLock } from './lock.js';
import { isEqual, readRebuild, recordComparison } from './rebuilds.js';
import type { Rebuild } from './rebuilds.js';
import { createStandby, dropStandby } from './standby.js';
import { swapVersions } from './swap.js';

/** The result of an operation: it is done, or the reason of its refusal. */
export type Outcome =
  | 'done'
  /** The read model has no new version, or no former one. */
  | 'no_version'
  /** The standby version has not read the log up to the serving one. */
  | 'lags'
  /** The standby version has parked events. */
  | 'parked'
  /** The versions differ. */
  | 'differs'
  /** The role of this process does not own the tables. */
  | 'not_owner';

const INSUFFICIENT_PRIVILEGE = '42501';
/** Pause while another process has the lock, which it returns after each step. */
const BUSY_MS = 50;

/**
 * Creates a new version of a read model beside the serving one. A version that is being filled stays as it is. The former
 * version of an earlier rebuild is dropped.
 */
export async function startRebuild(parts: RebuildParts, projection: Projection): Promise<Outcome> {
  return await exclusively(parts, projection, async (rebuild) => {
    if (rebuild !== null && (rebuild.state === 'filling' || rebuild.state === 'ready')) return 'done';
    await inTransaction(parts.pool, (transaction) => createStandby(transaction, projection));
    return 'done';
  });
}

/**
 * Puts the new version of a read model in the place of the serving one, which stays beside it. Compares the two first.
 *
 * @param acceptsDifference true to promote a version that differs, such as one that repairs the read model
 */
export async function promote(
  parts: RebuildParts,
  projection: Projection,
  acceptsDifference: boolean,
): Promise<Outcome> {
  return await exclusively(parts, projection, async (rebuild) => {
    if (rebuild === null || rebuild.state === 'promoted') return 'no_version';
    if (rebuild.parked > 0) return 'parked';
    const comparison = await compareVersions(parts, projection);
    if (comparison === null) return 'lags';
    await recordComparison(parts.pool, projection.name, comparison);
    if (!isEqual(comparison) && !acceptsDifference) return 'differs';
    return (await swapVersions(parts, projection, 'promoted')) ? 'done' : 'lags';
  });
}

/** Puts the former version of a read model back in its place. The new version stays beside it. */
export async function rollBack(parts: RebuildParts, projection: Projection): Promise<Outcome> {
  return await exclusively(parts, projection, async (rebuild) => {
    if (rebuild?.state !== 'promoted') return 'no_version';
    return (await swapVersions(parts, projection, 'rolled_back')) ? 'done' : 'lags';
  });
}

/** Drops the version beside the serving one. */
export async function discard(parts: RebuildParts, projection: Projection): Promise<Outcome> {
  return await exclusively(parts, projection, async (rebuild) => {
    if (rebuild === null) return 'no_version';
    await inTransaction(parts.pool, (transaction) => dropStandby(transaction, projection));
    return 'done';
  });
}

async function exclusively(
  { pool }: RebuildParts,
  { name }: Projection,
  work: (rebuild: Rebuild | null) => Promise<Outcome>,
): Promise<Outcome> {
  for (;;) {
    try {
      const outcome = await withRebuildLock(
        pool,
        name,
        async () => await work(await readRebuild(pool, name)),
      );
      if (outcome !== null) return outcome;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === INSUFFICIENT_PRIVILEGE)
        return 'not_owner';
      throw error;
    }
    await sleep(BUSY_MS);
  }
}
