import type { Infrastructure } from './infrastructure.js';
import { startProcessor } from '../projections/engine/processor.js';
import { openReaderPool } from '../projections/engine/reader-pool.js';
import type { Progress } from '../projections/engine/progress.js';
import type { Reader } from '../projections/engine/reader.js';
import type { Lifecycle } from '../runtime/lifecycle.js';

/** Starts the processor that feeds the readers of this process from their checkpoints on. */
export function startReaders(
  readers: readonly Reader[],
  { database, log, logger, readers: metrics }: Infrastructure,
  progress: Progress,
  lifecycle: Lifecycle,
): void {
  if (readers.length === 0) return;
  const pool = openReaderPool(database);
  lifecycle.defer(() => pool.end());
  const processor = startProcessor({
    pool,
    logger,
    readers,
    store: log.store,
    onProgress: (names, position) => progress.report(names, position),
    onParked: metrics.countParked,
  });
  lifecycle.defer(() => processor.stop());
}
