import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { EventStore, Position, StoredEvent } from '../../eventstore/port.js';
import { applyBatch } from './apply-batch.js';
import { anchorOf, readCheckpoint, skip } from './checkpoints.js';
import type { Reader } from './reader.js';

export interface ProcessorOptions {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly reader: Reader;
  readonly logger: Logger;
  /** Called after each batch that this process commits. */
  readonly onProgress?: (position: Position) => void;
  /** Called for each event that this process parks. */
  readonly onParked?: () => void;
}

export interface Processor {
  /** Resolves when the current batch is committed or abandoned. */
  stop(): Promise<void>;
}

interface Progress {
  readonly position: Position;
  /** True if more events may be available at once. */
  readonly hasMore: boolean;
}

const BATCH = 1000;
/** Notifications of appends may be lost, so the processor also polls. */
const POLL_MS = 250;
/** Pause after an error of the database or the log. */
const PAUSE_MS = 500;

/**
 * Runs a reader batch by batch in log order. The writes of a batch and its checkpoint commit in one transaction. Any
 * number of processes may run the same reader: the lock on the checkpoint admits one at a time.
 */
export function startProcessor({
  pool,
  store,
  reader,
  logger,
  onProgress,
  onParked,
}: ProcessorOptions): Processor {
  const stopping = new AbortController();
  /** True if an append was announced after the last read began. */
  let notified = false;
  let prefetched: { readonly after: Position; readonly page: Promise<StoredEvent[]> } | null = null;
  let wake: (() => void) | null = null;
  const unsubscribe = store.onAppend(() => {
    notified = true;
    wake?.();
  });

  async function waitForAppend(): Promise<void> {
    if (notified || stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    wake = null;
  }

  function read(after: Position): Promise<StoredEvent[]> {
    notified = false;
    return store.readAll({ after, limit: BATCH });
  }

  /** Returns the next page. After a full page, it prefetches the following one. */
  async function nextPage(after: Position): Promise<StoredEvent[]> {
    const page = await (prefetched?.after === after ? prefetched.page : read(after));
    const last = page.length === BATCH ? page.at(-1) : undefined;
    prefetched = last === undefined ? null : { after: last.position, page: read(last.position) };
    // A failed prefetch rejects again when the page is used.
    prefetched?.page.catch(() => undefined);
    return page;
  }

  async function processPage(position: Position): Promise<Progress> {
    const page = await nextPage(position);
    const end = page.at(-1)?.position;
    if (end === undefined) return await rereadCheckpoint(position);
    const step = { from: position, to: end, anchor: anchorOf(page) };
    const events = page.filter((event) => reader.handles(event));
    if (events.length === 0) {
      if (!(await skip(pool, reader.name, step))) return await rereadCheckpoint(position);
    } else {
      const result = await applyBatch(pool, reader, events, step, logger);
      for (let i = 0; i < result.parked; i += 1) onParked?.();
      if (result.position !== end)
        return { position: result.position, hasMore: result.position !== position };
    }
    onProgress?.(end);
    return { position: end, hasMore: page.length === BATCH };
  }

  /** Follows a checkpoint that another process has moved, or that a rebuild has reset. */
  async function rereadCheckpoint(before: Position): Promise<Progress> {
    const position = await readCheckpoint(pool, reader.name);
    return { position, hasMore: position !== before };
  }

  async function run(): Promise<void> {
    let position: Position | null = null;
    while (!stopping.signal.aborted) {
      try {
        position ??= await readCheckpoint(pool, reader.name);
        const progress: Progress = await processPage(position);
        position = progress.position;
        if (!progress.hasMore) await waitForAppend();
      } catch (error) {
        logger.warn({ reader: reader.name, err: error }, 'reader failed; retrying after a pause');
        await sleep(PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      unsubscribe();
      wake?.();
      await running;
    },
  };
}
