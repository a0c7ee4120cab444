import type { Infrastructure } from './infrastructure.js';
import { startProcessor } from '../projections/engine/processor.js';
import { openReaderPool } from '../projections/engine/reader-pool.js';
import { tracePages } from '../projections/engine/trace-pages.js';
import type { Progress } from '../projections/engine/progress.js';
import type { Reader } from '../projections/engine/reader.js';
import type { Lifecycle } from '../runtime/lifecycle.js';

/** Milliseconds in which the events of readers that no answer waits for gather. */
const GATHER_MS = 1000;

/**
 * Starts the processors that feed the readers of this process from their checkpoints on. Readers whose events gather have
 * a processor of their own, so that the others do not wait for their large pages.
 */
export function startReaders(
  readers: readonly Reader[],
  { database, log, logger, readers: metrics, tracer }: Infrastructure,
  progress: Progress,
  lifecycle: Lifecycle,
): void {
  if (readers.length === 0) return;
  const pool = openReaderPool(database);
  lifecycle.defer(() => pool.end());
  const start = (chosen: readonly Reader[], gatherMs: number) => {
    if (chosen.length === 0) return;
    const processor = startProcessor({
      pool,
      logger,
      readers: chosen,
      gatherMs,
      store: log.store,
      onProgress: (names, position) => progress.report(names, position),
      onParked: metrics.countParked,
      ...(tracer !== null && { onApplied: tracePages(chosen, tracer.record) }),
    });
    lifecycle.defer(() => processor.stop());
  };
  start(
    readers.filter(({ gathers }) => gathers !== true),
    0,
  );
  start(
    readers.filter(({ gathers }) => gathers === true),
    GATHER_MS,
  );
}
