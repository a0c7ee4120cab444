import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { Logger } from 'pino';
import { UnreadableEvent } from '../../eventstore/codec.js';
import { isOutage } from '../../eventstore/outage.js';
import type { StoredEvent } from '../../eventstore/port.js';
import { inTransaction } from '../../runtime/postgres/in-transaction.js';
import { advance, park } from './checkpoints.js';
import type { Step } from './checkpoints.js';
import type { Reader } from './reader.js';

/** First pause between two attempts at a failing event. It doubles after each attempt. */
const RETRY_MS = 50;
const MAX_ATTEMPTS = 5;

type Mode = 'batch' | 'single events';

/** The events of a page that one reader handles. */
interface Batch {
  readonly reader: Reader;
  readonly events: readonly StoredEvent[];
}

interface PageResult {
  /** Names of the readers whose checkpoints moved. Those of the others are elsewhere, or locked by another process. */
  readonly moved: readonly string[];
  /** Name of its reader for each event that was parked. */
  readonly parked: readonly string[];
  /** Names of the readers that met an outage of their own, such as a lock on their table. They repeat the page later. */
  readonly postponed: readonly string[];
}

/**
 * Applies a page to readers whose checkpoints are at its start, in one transaction. If a reader fails, each reader gets a
 * transaction of its own. An event that fails is parked together with the later events of its stream.
 *
 * @throws Error a dependency of all readers is unavailable; they repeat the page
 */
export async function applyPage(
  pool: Pool,
  readers: readonly Reader[],
  page: readonly StoredEvent[],
  step: Step,
  logger: Logger,
): Promise<PageResult> {
  const batches = readers.map((reader) => ({
    reader,
    events: page.filter((event) => reader.handles(event)),
  }));
  if (batches.every(({ events }) => events.length === 0)) {
    const advanced = await advance(pool, names(batches), step);
    return { moved: advanced.map(({ reader }) => reader), parked: [], postponed: [] };
  }

  const attempt = (chosen: readonly Batch[], mode: Mode) => applyBatches(pool, chosen, step, mode, logger);
  try {
    return await attempt(batches, 'batch');
  } catch (error) {
    // No event causes an outage, so no event is parked: the processor repeats the page.
    if (isOutage(error) && batches.length === 1) throw error;
  }
  return await applyOneByOne(batches, attempt, logger);
}

/**
 * Applies each batch in a transaction of its own. The batches that fail come last, so that the others do not wait for the
 * retries of their events.
 *
 * @throws Error every reader met an outage
 */
async function applyOneByOne(
  batches: readonly Batch[],
  attempt: (chosen: readonly Batch[], mode: Mode) => Promise<PageResult>,
  logger: Logger,
): Promise<PageResult> {
  const results: PageResult[] = [];
  const postponed: string[] = [];
  const outages: unknown[] = [];

  /** Returns false if an event of the batch fails. */
  async function apply(batch: Batch, mode: Mode): Promise<boolean> {
    try {
      results.push(await attempt([batch], mode));
    } catch (error) {
      if (!isOutage(error)) return false;
      const reader = batch.reader.name;
      logger.warn({ reader, err: error }, 'reader postponed by an outage of its own');
      outages.push(error);
      postponed.push(reader);
    }
    return true;
  }

  const failing: Batch[] = [];
  for (const batch of batches) if (!(await apply(batch, 'batch'))) failing.push(batch);
  for (const batch of failing) await apply(batch, 'single events');
  if (outages.length === batches.length) throw outages[0];
  return {
    moved: results.flatMap(({ moved }) => moved),
    parked: results.flatMap(({ parked }) => parked),
    postponed,
  };
}

/** Applies batches in one transaction, except those of readers whose checkpoints are elsewhere or locked. */
async function applyBatches(
  pool: Pool,
  batches: readonly Batch[],
  step: Step,
  mode: Mode,
  logger: Logger,
): Promise<PageResult> {
  const result = await inTransaction(pool, async (transaction) => {
    const advanced = await advance(transaction, names(batches), step);
    const parkedStreams = new Map(advanced.map(({ reader, parkedStreams: streams }) => [reader, streams]));
    const taken = batches.filter(({ reader }) => parkedStreams.has(reader.name));
    // The connection sends the statements of all readers without waiting for answers.
    const parked = await allSettled(
      taken.map(async (batch) => {
        const streams = new Set(parkedStreams.get(batch.reader.name));
        const count = await handleOrPark(transaction, batch, { parkedStreams: streams, mode, logger });
        return Array<string>(count).fill(batch.reader.name);
      }),
    );
    return { taken, parked: parked.flat() };
  });
  for (const { reader, events } of result.taken) if (events.length > 0) reader.afterCommit?.(events);
  return { moved: names(result.taken), parked: result.parked, postponed: [] };
}

/** Waits for all promises, also after one has failed. Throws the failure that came first: it causes the others. */
async function allSettled<Value>(promises: readonly Promise<Value>[]): Promise<Value[]> {
  try {
    return await Promise.all(promises);
  } finally {
    await Promise.allSettled(promises);
  }
}

function names(batches: readonly Batch[]): string[] {
  return batches.map(({ reader }) => reader.name);
}

/**
 * Handles events, and parks those of streams with a parked event. In batch mode the first failure fails the whole
 * batch. In the other mode each failing event is parked.
 *
 * @returns the number of parked events
 */
async function handleOrPark(
  transaction: PoolClient,
  { reader, events }: Batch,
  { parkedStreams, mode, logger }: { parkedStreams: Set<string>; mode: Mode; logger: Logger },
): Promise<number> {
  if (events.length === 0) return 0;
  await reader.beforeHandling?.(events, transaction);
  const batch: StoredEvent[] = [];
  let parked = 0;
  for (const event of events) {
    const cause = parkedStreams.has(event.stream)
      ? 'an earlier event of this stream is parked'
      : mode === 'batch'
        ? null
        : await handleWithRetries(transaction, reader, event);
    if (cause === null) {
      if (mode === 'batch') batch.push(event);
      continue;
    }
    parkedStreams.add(event.stream);
    parked += 1;
    await park(transaction, reader.name, event, cause);
    logger.error({ reader: reader.name, position: event.position, type: event.type, cause }, 'event parked');
  }
  if (batch.length > 0) await reader.handle(batch, transaction);
  return parked;
}

/** The failure of one attempt at an event. */
interface Failure {
  readonly cause: string;
  /** True if a later attempt fails in the same way. */
  readonly isLasting: boolean;
}

/** Returns null if one of the attempts succeeds, otherwise the cause of the last failure. */
async function handleWithRetries(
  transaction: PoolClient,
  reader: Reader,
  event: StoredEvent,
): Promise<string | null> {
  for (let attempt = 1; ; attempt += 1) {
    const failure = await tryToHandle(transaction, reader, event);
    if (failure === null) return null;
    if (failure.isLasting || attempt === MAX_ATTEMPTS) return failure.cause;
    await sleep(RETRY_MS * 2 ** attempt);
  }
}

/** Returns null on success. On failure, rolls back the event's writes. */
async function tryToHandle(
  transaction: PoolClient,
  reader: Reader,
  event: StoredEvent,
): Promise<Failure | null> {
  await transaction.query('savepoint before_event');
  try {
    await reader.handle([event], transaction);
    await transaction.query('release savepoint before_event');
    return null;
  } catch (error) {
    if (isOutage(error)) throw error;
    await transaction.query('rollback to savepoint before_event');
    return { cause: describeCause(error), isLasting: error instanceof UnreadableEvent };
  }
}

/** Describes a failure for operators. Messages of other libraries may contain personal data and are left out. */
function describeCause(error: unknown): string {
  if (error instanceof UnreadableEvent) return error.message;
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
}
