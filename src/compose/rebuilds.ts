import { openReaderPool } from '../projections/engine/reader-pool.js';
import type { RebuildParts } from '../projections/engine/rebuild/fill.js';
import { startRebuildRunner } from '../projections/engine/rebuild/runner.js';
import { toStandby } from '../projections/engine/rebuild/standby.js';
import type { Lifecycle } from '../runtime/lifecycle.js';
import { openPool } from '../runtime/postgres/client.js';
import type { Infrastructure } from './infrastructure.js';

const CONNECTIONS = 6;
/** A comparison reads whole tables. A promotion holds a lock while the new version reads its last events. */
const LIMITS = { statementMs: 600_000, idleInTransactionMs: 30_000 };

/** Opens the connections of rebuilds. The pools connect when they are used. */
export function openRebuildParts(
  { database, projections, log, logger }: Infrastructure,
  lifecycle: Lifecycle,
): RebuildParts {
  const pool = openPool(database, { name: 'credence rebuilds', max: CONNECTIONS, limits: LIMITS });
  lifecycle.defer(() => pool.end());
  const standbyPool = openReaderPool(database, toStandby(projections));
  lifecycle.defer(() => standbyPool.end());
  return { pool, standbyPool, store: log.store, logger };
}

/** Starts to fill the standby versions of read models. */
export function startRebuilds(infrastructure: Infrastructure, lifecycle: Lifecycle): void {
  const runner = startRebuildRunner(openRebuildParts(infrastructure, lifecycle), infrastructure.projections);
  lifecycle.defer(() => runner.stop());
}
