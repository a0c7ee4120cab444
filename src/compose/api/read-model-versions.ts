import type { ReadModelVersions } from '../../api/routes/read-model-versions.js';
import { discard, promote, rollBack, startRebuild } from '../../projections/engine/rebuild/operations.js';
import { readRebuilds } from '../../projections/engine/rebuild/rebuilds.js';
import type { Lifecycle } from '../../runtime/lifecycle.js';
import type { Infrastructure } from '../infrastructure.js';
import { findProjection } from '../maintenance/find-projection.js';
import { openRebuildParts } from '../rebuilds.js';

/** Opens the versions beside read models for the API. */
export function openReadModelVersions(
  infrastructure: Infrastructure,
  lifecycle: Lifecycle,
): ReadModelVersions {
  const { pool, projections } = infrastructure;
  const parts = openRebuildParts(infrastructure, lifecycle);
  return {
    list: () => readRebuilds(pool),
    isKnown: (reader) => projections.some(({ name }) => name === reader),
    async change(reader, change, acceptsDifference) {
      const projection = findProjection(projections, reader);
      switch (change) {
        case 'rebuild':
          return await startRebuild(parts, projection);
        case 'promote':
          return await promote(parts, projection, acceptsDifference);
        case 'roll_back':
          return await rollBack(parts, projection);
        case 'discard':
          return await discard(parts, projection);
      }
    },
  };
}
