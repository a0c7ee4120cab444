import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { Logger } from 'pino';
import { UnreadableEvent } from '../eventstore/codec.js';
import { isOutage } from '../eventstore/outage.js';
import type { EventStore, Position, StoredEvent } from '../eventstore/port.js';
import { moveCheckpoint, park, readCheckpoint, takeCheckpoint } from './checkpoints.js';
import type { Checkpoint } from './checkpoints.js';
import { inTransaction } from './in-transaction.js';
import { TryLater } from './reader.js';
import type { Reader } from './reader.js';

export interface ProcessorOptions {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly reader: Reader;
  readonly log: Logger;
  /** Called after each batch that was committed here. */
  readonly onProgress?: (position: Position) => void;
  /** Called for each event that was parked here. */
  readonly onParked?: () => void;
}

export interface Processor {
  /** Resolves when the batch under way is committed or given up. */
  stop(): Promise<void>;
}

/** What became of a batch. */
interface Taken {
  /** Where the reader stands now. */
  readonly position: Position;
  /** Whether there may be more to read at once. */
  readonly more: boolean;
  readonly parked: number;
}

/**
 * Rows and checkpoint reach the disk together, if a little later: what a crash of the database takes away is read
 * from the log again. So readers, and the answers that wait for them, need not wait for the disk.
 */
const BEGIN = 'begin; set local synchronous_commit = off';

const BATCH = 1000;
/** The doorbell may not ring: look anyway. */
const POLL_MS = 250;
/** Between the tries of one event that fails, doubling. */
const RETRY_MS = 50;
const TRIES = 5;
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
  log,
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

  async function batch(position: Position): Promise<Taken> {
    const page = await nextPage(position);
    if (page.length === 0) return { position, more: false, parked: 0 };
    const taken = await inTransaction(pool, (transaction) => take(transaction, position, page), BEGIN).catch(
      async (error: unknown) => {
        // That something is away is not the events' fault: the whole batch is repeated later.
        if (isOutage(error) || error instanceof TryLater) throw error;
        return await inTransaction(
          pool,
          (transaction) => take(transaction, position, page, 'one by one'),
          BEGIN,
        );
      },
    );
    for (let i = 0; i < taken.parked; i += 1) onParked?.();
    if (taken.position !== position) onProgress?.(taken.position);
    return taken;
  }

  async function take(
    transaction: PoolClient,
    position: Position,
    page: readonly StoredEvent[],
    how: 'together' | 'one by one' = 'together',
  ): Promise<Taken> {
    const checkpoint = await takeCheckpoint(transaction, reader.name);
    if (checkpoint === null) return { position, more: false, parked: 0 };
    // Another process has led in the meantime: read on from where it came to.
    if (checkpoint.position !== position) return { position: checkpoint.position, more: true, parked: 0 };
    await reader.survey?.(page, transaction);
    const parked = await takeIn(transaction, checkpoint, page, how);
    const reached = page.at(-1)?.position ?? position;
    await moveCheckpoint(transaction, reader.name, reached);
    return { position: reached, more: page.length === BATCH, parked };
  }

  /**
   * Leaves out, and parks, what belongs to a stream with a parked event. One by one, it also finds out which
   * events fail; together, the first failure fails all.
   *
   * @returns how many events were parked
   */
  async function takeIn(
    transaction: PoolClient,
    { parkedStreams }: Checkpoint,
    page: readonly StoredEvent[],
    how: 'together' | 'one by one',
  ): Promise<number> {
    const poisoned = new Set(parkedStreams);
    const together: StoredEvent[] = [];
    let parked = 0;
    for (const event of page) {
      const known = poisoned.has(event.stream) ? 'an earlier event of this stream is parked' : null;
      const cause = known ?? (how === 'together' ? null : await succeedsInTheEnd(transaction, event));
      if (cause === null) {
        if (how === 'together') together.push(event);
        continue;
      }
      poisoned.add(event.stream);
      parked += 1;
      await park(transaction, reader.name, event, cause);
      log.error({ reader: reader.name, position: event.position, type: event.type, cause }, 'event parked');
    }
    if (together.length > 0) await reader.handle(together, transaction);
    return parked;
  }

  /** @returns null, or why the event could not be taken in; what it wrote is then undone */
  async function succeeds(transaction: PoolClient, event: StoredEvent): Promise<string | null> {
    await transaction.query('savepoint taking_in');
    try {
      await reader.handle([event], transaction);
      await transaction.query('release savepoint taking_in');
      return null;
    } catch (error) {
      if (isOutage(error) || error instanceof TryLater) throw error;
      await transaction.query('rollback to savepoint taking_in');
      return describe(error);
    }
  }

  async function succeedsInTheEnd(transaction: PoolClient, event: StoredEvent): Promise<string | null> {
    for (let tries = 1; ; tries += 1) {
      const cause = await succeeds(transaction, event);
      if (cause === null || tries === TRIES) return cause;
      await sleep(RETRY_MS * 2 ** tries);
    }
  }

  async function run(): Promise<void> {
    let position: Position | null = null;
    while (!stopping.signal.aborted) {
      try {
        position ??= await readCheckpoint(pool, reader.name);
        const result: Taken = await batch(position);
        position = result.position;
        if (!result.more) await doorbell();
      } catch (error) {
        log.warn({ reader: reader.name, err: error }, 'reader pauses after an error');
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

/** What operators read. Only our own words are kept whole: others may repeat personal data. */
function describe(error: unknown): string {
  if (error instanceof UnreadableEvent) return error.message;
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
}
