import type { RebuildParts } from '../../../src/projections/engine/rebuild/fill.js';
import { toStandby } from '../../../src/projections/engine/rebuild/standby.js';
import type { Projection } from '../../../src/projections/engine/projection.js';
import { openReaderPool } from '../../../src/projections/engine/reader-pool.js';
import { openPool } from '../../../src/runtime/postgres/client.js';
import type { UserLog } from '../domain/user-log.js';
import { silentLogger } from '../server/silent-logger.js';
import { databaseAt } from './database-at.js';

/** Opens the connections of rebuilds on the database of a log. */
export function openRebuilds(
  url: string,
  log: Pick<UserLog, 'store'>,
  projections: readonly Projection[],
): RebuildParts & { close(): Promise<void> } {
  const pool = openPool(databaseAt(url), { name: 'test rebuilds', max: 6 });
  const standbyPool = openReaderPool(databaseAt(url), toStandby(projections));
  return {
    pool,
    standbyPool,
    store: log.store,
    logger: silentLogger,
    async close() {
      await Promise.all([pool.end(), standbyPool.end()]);
    },
  };
}
