import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { Logger } from 'pino';
import { UnreadableEvent } from '../eventstore/codec.js';
import { isOutage } from '../eventstore/outage.js';
import type { EventStore, Position, StoredEvent } from '../eventstore/port.js';
import { moveCheckpoint, park, readCheckpoint, takeCheckpoint } from './checkpoints.js';
import type { Checkpoint } from './checkpoints.js';
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
  let rung = false;
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

  /** @returns whether there may be more to read at once */
  async function batch(position: Position): Promise<{ position: Position; more: boolean }> {
    const page = await store.readAll({ after: position, limit: BATCH });
    if (page.length === 0) return { position, more: false };
    return await inTransaction(pool, async (transaction) => {
      const checkpoint = await takeCheckpoint(transaction, reader.name);
      if (checkpoint === null) return { position, more: false };
      // Another process has led in the meantime: read on from where it came to.
      if (checkpoint.position !== position) return { position: checkpoint.position, more: true };
      const parked = await takeIn(transaction, checkpoint, page);
      const reached = page.at(-1)?.position ?? position;
      await moveCheckpoint(transaction, reader.name, reached);
      return { position: reached, more: page.length === BATCH, parked };
    }).then(({ parked = 0, ...result }: { position: Position; more: boolean; parked?: number }) => {
      for (let i = 0; i < parked; i += 1) onParked?.();
      if (result.position !== position) onProgress?.(result.position);
      return result;
    });
  }

  /** @returns how many events were parked */
  async function takeIn(
    transaction: PoolClient,
    { parkedStreams }: Checkpoint,
    page: readonly StoredEvent[],
  ): Promise<number> {
    await reader.survey?.(page, transaction);
    if (parkedStreams.size === 0 && (await succeeds(transaction, page)) === null) return 0;

    // Something in here fails: take the events one by one and leave out what belongs to it.
    const poisoned = new Set(parkedStreams);
    let parked = 0;
    for (const event of page) {
      const cause = poisoned.has(event.stream)
        ? 'an earlier event of this stream is parked'
        : await succeedsInTheEnd(transaction, event);
      if (cause === null) continue;
      poisoned.add(event.stream);
      parked += 1;
      await park(transaction, reader.name, event, cause);
      log.error({ reader: reader.name, position: event.position, type: event.type, cause }, 'event parked');
    }
    return parked;
  }

  /** @returns null, or why the events could not be taken in; what they wrote is then undone */
  async function succeeds(transaction: PoolClient, events: readonly StoredEvent[]): Promise<string | null> {
    await transaction.query('savepoint taking_in');
    try {
      await reader.handle(events, transaction);
      await transaction.query('release savepoint taking_in');
      return null;
    } catch (error) {
      // That something is away is not the event's fault: the whole batch is repeated later.
      if (isOutage(error) || error instanceof TryLater) throw error;
      await transaction.query('rollback to savepoint taking_in');
      return describe(error);
    }
  }

  async function succeedsInTheEnd(transaction: PoolClient, event: StoredEvent): Promise<string | null> {
    for (let tries = 1; ; tries += 1) {
      const cause = await succeeds(transaction, [event]);
      if (cause === null || tries === TRIES) return cause;
      await sleep(RETRY_MS * 2 ** tries);
    }
  }

  async function run(): Promise<void> {
    let position: Position | null = null;
    while (!stopping.signal.aborted) {
      rung = false;
      try {
        position ??= await readCheckpoint(pool, reader.name);
        const result: { position: Position; more: boolean } = await batch(position);
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

async function inTransaction<Result>(
  pool: Pool,
  work: (transaction: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** What operators read. Only our own words are kept whole: others may repeat personal data. */
function describe(error: unknown): string {
  if (error instanceof UnreadableEvent) return error.message;
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
}
