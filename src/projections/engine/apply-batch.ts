import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { Logger } from 'pino';
import { UnreadableEvent } from '../../eventstore/codec.js';
import { isOutage } from '../../eventstore/outage.js';
import type { Position, StoredEvent } from '../../eventstore/port.js';
import { moveCheckpoint, park, takeCheckpoint } from './checkpoints.js';
import { inTransaction } from '../../runtime/in-transaction.js';
import { RetryLater } from './reader.js';
import type { Reader } from './reader.js';

/**
 * Rows and checkpoint reach the disk together, if a little later: what a crash of the database takes away is read
 * from the log again. So readers, and the answers that wait for them, need not wait for the disk.
 */
const BEGIN = 'begin; set local synchronous_commit = off';

/** Between the tries of one event that fails, doubling. */
const RETRY_MS = 50;
const TRIES = 5;

/** What became of a batch. */
interface BatchResult {
  /** Where the reader stands now. */
  readonly position: Position;
  /** How many events were parked. */
  readonly parked: number;
}

/**
 * Takes in a batch and moves the checkpoint, in one transaction. An event that cannot be taken in is parked, with
 * the later ones of its stream; the others are taken in all the same.
 *
 * @throws Error something is away; nothing was done
 */
export async function applyBatch(
  pool: Pool,
  reader: Reader,
  events: readonly StoredEvent[],
  { from, to }: { from: Position; to: Position },
  logger: Logger,
): Promise<BatchResult> {
  const attempt = (how: 'together' | 'one by one') =>
    inTransaction(
      pool,
      async (transaction): Promise<BatchResult> => {
        const checkpoint = await takeCheckpoint(transaction, reader.name);
        if (checkpoint === null) return { position: from, parked: 0 };
        // Another process has led in the meantime: read on from where it came to.
        if (checkpoint.position !== from) return { position: checkpoint.position, parked: 0 };
        await reader.beforeHandling?.(events, transaction);
        const parked = await handleOrPark(transaction, reader, events, {
          poisoned: new Set(checkpoint.parkedStreams),
          how,
          logger,
        });
        await moveCheckpoint(transaction, reader.name, to);
        return { position: to, parked };
      },
      BEGIN,
    );
  return await attempt('together').catch(async (error: unknown) => {
    // That something is away is not the events' fault: the whole batch is repeated later.
    if (isOutage(error) || error instanceof RetryLater) throw error;
    return await attempt('one by one');
  });
}

/**
 * Leaves out, and parks, what belongs to a stream with a parked event. One by one, it also finds out which
 * events fail; together, the first failure fails all.
 *
 * @returns how many events were parked
 */
async function handleOrPark(
  transaction: PoolClient,
  reader: Reader,
  events: readonly StoredEvent[],
  { poisoned, how, logger }: { poisoned: Set<string>; how: 'together' | 'one by one'; logger: Logger },
): Promise<number> {
  const together: StoredEvent[] = [];
  let parked = 0;
  for (const event of events) {
    const known = poisoned.has(event.stream) ? 'an earlier event of this stream is parked' : null;
    const cause = known ?? (how === 'together' ? null : await succeedsInTheEnd(transaction, reader, event));
    if (cause === null) {
      if (how === 'together') together.push(event);
      continue;
    }
    poisoned.add(event.stream);
    parked += 1;
    await park(transaction, reader.name, event, cause);
    logger.error({ reader: reader.name, position: event.position, type: event.type, cause }, 'event parked');
  }
  if (together.length > 0) await reader.handle(together, transaction);
  return parked;
}

async function succeedsInTheEnd(
  transaction: PoolClient,
  reader: Reader,
  event: StoredEvent,
): Promise<string | null> {
  for (let tries = 1; ; tries += 1) {
    const cause = await succeeds(transaction, reader, event);
    if (cause === null || tries === TRIES) return cause;
    await sleep(RETRY_MS * 2 ** tries);
  }
}

/** @returns null, or why the event could not be taken in; what it wrote is then undone */
async function succeeds(transaction: PoolClient, reader: Reader, event: StoredEvent): Promise<string | null> {
  await transaction.query('savepoint taking_in');
  try {
    await reader.handle([event], transaction);
    await transaction.query('release savepoint taking_in');
    return null;
  } catch (error) {
    if (isOutage(error) || error instanceof RetryLater) throw error;
    await transaction.query('rollback to savepoint taking_in');
    return describe(error);
  }
}

/** What operators read. Only our own words are kept whole: others may repeat personal data. */
function describe(error: unknown): string {
  if (error instanceof UnreadableEvent) return error.message;
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
}
