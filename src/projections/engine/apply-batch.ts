import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { Logger } from 'pino';
import { UnreadableEvent } from '../../eventstore/codec.js';
import { isOutage } from '../../eventstore/outage.js';
import type { Position, StoredEvent } from '../../eventstore/port.js';
import { inTransaction } from '../../runtime/postgres/in-transaction.js';
import { moveCheckpoint, park, takeCheckpoint } from './checkpoints.js';
import type { Step } from './checkpoints.js';
import { RetryLater } from './reader.js';
import type { Reader } from './reader.js';

/**
 * Commits asynchronously: rows and checkpoint reach the disk together, so a crash of the database only makes the
 * reader repeat events. Neither readers nor the requests that wait for them wait for the disk.
 */
const BEGIN = 'begin; set local synchronous_commit = off';

/** First pause between two attempts at a failing event. It doubles after each attempt. */
const RETRY_MS = 50;
const MAX_ATTEMPTS = 5;

type Mode = 'batch' | 'single events';

interface BatchResult {
  /** Position of the checkpoint after the batch. */
  readonly position: Position;
  /** Number of events that this batch parked. */
  readonly parked: number;
}

/**
 * Handles a batch and moves the checkpoint, in one transaction. An event that fails is parked together with the later
 * events of its stream. All other events are handled.
 *
 * @throws Error a dependency is unavailable; nothing was written
 */
export async function applyBatch(
  pool: Pool,
  reader: Reader,
  events: readonly StoredEvent[],
  { from, to, anchor }: Step,
  logger: Logger,
): Promise<BatchResult> {
  const attempt = (mode: Mode) =>
    inTransaction(
      pool,
      async (transaction): Promise<BatchResult> => {
        const checkpoint = await takeCheckpoint(transaction, reader.name);
        if (checkpoint === null) return { position: from, parked: 0 };
        // Another process has moved the checkpoint: continue from there.
        if (checkpoint.position !== from) return { position: checkpoint.position, parked: 0 };
        await reader.beforeHandling?.(events, transaction);
        const parked = await handleOrPark(transaction, reader, events, {
          parkedStreams: new Set(checkpoint.parkedStreams),
          mode,
          logger,
        });
        await moveCheckpoint(transaction, reader.name, to, anchor);
        return { position: to, parked };
      },
      BEGIN,
    );
  return await attempt('batch').catch(async (error: unknown) => {
    // No event causes an outage, so no event is parked: the processor repeats the batch.
    if (isOutage(error) || error instanceof RetryLater) throw error;
    return await attempt('single events');
  });
}

/**
 * Handles events, and parks those of streams with a parked event. In batch mode the first failure fails the whole
 * batch. In the other mode each failing event is parked.
 *
 * @returns the number of parked events
 */
async function handleOrPark(
  transaction: PoolClient,
  reader: Reader,
  events: readonly StoredEvent[],
  { parkedStreams, mode, logger }: { parkedStreams: Set<string>; mode: Mode; logger: Logger },
): Promise<number> {
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

/** Returns null if one of the attempts succeeds, otherwise the cause of the last failure. */
async function handleWithRetries(
  transaction: PoolClient,
  reader: Reader,
  event: StoredEvent,
): Promise<string | null> {
  for (let attempt = 1; ; attempt += 1) {
    const cause = await tryToHandle(transaction, reader, event);
    if (cause === null || attempt === MAX_ATTEMPTS) return cause;
    await sleep(RETRY_MS * 2 ** attempt);
  }
}

/** Returns null on success. On failure, rolls back the event's writes and returns the cause. */
async function tryToHandle(
  transaction: PoolClient,
  reader: Reader,
  event: StoredEvent,
): Promise<string | null> {
  await transaction.query('savepoint before_event');
  try {
    await reader.handle([event], transaction);
    await transaction.query('release savepoint before_event');
    return null;
  } catch (error) {
    if (isOutage(error) || error instanceof RetryLater) throw error;
    await transaction.query('rollback to savepoint before_event');
    return describeCause(error);
  }
}

/** Describes a failure for operators. Messages of other libraries may contain personal data and are left out. */
function describeCause(error: unknown): string {
  if (error instanceof UnreadableEvent) return error.message;
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
}
