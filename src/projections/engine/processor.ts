import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { EventStore, Position, StoredEvent } from '../../eventstore/port.js';
import { readCheckpoint, skip } from './checkpoints.js';
import type { Reader } from './reader.js';
import { applyBatch } from './apply-batch.js';

export interface ProcessorOptions {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly reader: Reader;
  readonly logger: Logger;
  /** Called after each batch that was committed here. */
  readonly onProgress?: (position: Position) => void;
  /** Called for each event that was parked here. */
  readonly onParked?: () => void;
}

export interface Processor {
  /** Resolves when the batch under way is committed or given up. */
  stop(): Promise<void>;
}

/** Where the reader stands, and whether there may be more to read at once. */
interface Stand {
  readonly position: Position;
  readonly more: boolean;
}

const BATCH = 1000;
/** The doorbell may not ring: look anyway. */
const POLL_MS = 250;
/** After an error of the database or the log. */
const PAUSE_MS = 500;

/**
 * Runs a reader: batch by batch in log order, what it writes and its checkpoint in one transaction. Any
 * number of processes may run the same reader; the lock on its checkpoint lets one of them at a time.
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
  /** Since the last read was begun. */
  let rung = false;
  let ahead: { readonly after: Position; readonly page: Promise<StoredEvent[]> } | null = null;
  let wake: (() => void) | null = null;
  const unsubscribe = store.onAppend(() => {
    rung = true;
    wake?.();
  });

  async function doorbell(): Promise<void> {
    if (rung || stopping.signal.aborted) return;
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
    rung = false;
    return store.readAll({ after, limit: BATCH });
  }

  /** While one full page is taken in, the next one is on its way. */
  async function nextPage(after: Position): Promise<StoredEvent[]> {
    const page = await (ahead?.after === after ? ahead.page : read(after));
    const last = page.length === BATCH ? page.at(-1) : undefined;
    ahead = last === undefined ? null : { after: last.position, page: read(last.position) };
    // It is heard of where the page is used, if it is.
    ahead?.page.catch(() => undefined);
    return page;
  }

  async function batch(position: Position): Promise<Stand> {
    const page = await nextPage(position);
    const reached = page.at(-1)?.position;
    if (reached === undefined) return await standing(position);
    const step = { from: position, to: reached };
    const concerning = page.filter((event) => reader.handles(event));
    if (concerning.length === 0) {
      if (!(await skip(pool, reader.name, step))) return await standing(position);
    } else {
      const taken = await applyBatch(pool, reader, concerning, step, logger);
      for (let i = 0; i < taken.parked; i += 1) onParked?.();
      if (taken.position !== reached) return { position: taken.position, more: taken.position !== position };
    }
    onProgress?.(reached);
    return { position: reached, more: page.length === BATCH };
  }

  /** Another process may lead, or the reader may have been sent back to the start. */
  async function standing(before: Position): Promise<Stand> {
    const position = await readCheckpoint(pool, reader.name);
    return { position, more: position !== before };
  }

  async function run(): Promise<void> {
    let position: Position | null = null;
    while (!stopping.signal.aborted) {
      try {
        position ??= await readCheckpoint(pool, reader.name);
        const stand: Stand = await batch(position);
        position = stand.position;
        if (!stand.more) await doorbell();
      } catch (error) {
        logger.warn({ reader: reader.name, err: error }, 'reader pauses after an error');
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
