import type { Infrastructure } from './infrastructure.js';
import { startProcessor } from '../projections/engine/processor.js';
import type { Progress } from '../projections/engine/progress.js';
import type { Reader } from '../projections/engine/reader.js';
import type { Lifecycle } from '../runtime/lifecycle.js';

/** Starts a processor for every projection. */
export function startProjectorRole(
  infrastructure: Infrastructure,
  progress: Progress,
  lifecycle: Lifecycle,
): void {
  for (const projection of infrastructure.projections)
    startReader(projection, infrastructure, progress, lifecycle);
}

/** Starts a processor that feeds one reader from its checkpoint on. */
export function startReader(
  reader: Reader,
  { pool, log, logger, readers }: Infrastructure,
  progress: Progress,
  lifecycle: Lifecycle,
): void {
  const processor = startProcessor({
    pool,
    logger,
    reader,
    store: log.store,
    onProgress: (position) => progress.report(reader.name, position),
    onParked: () => readers.countParked(reader.name),
  });
  lifecycle.defer(() => processor.stop());
}
