import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import type { Logger } from 'pino';
import { UnreadableEvent } from '../../eventstore/codec.js';
import { isOutage } from '../../eventstore/outage.js';
import type { StoredEvent } from '../../eventstore/port.js';
import { park } from './checkpoints.js';
import type { Reader } from './reader.js';

/** First pause between two attempts at a failing event. It doubles after each attempt. */
const RETRY_MS = 50;
const MAX_ATTEMPTS = 5;

/** The effect of a failing event: it fails the whole batch, or it is parked alone. */
export type Mode = 'batch' | 'single events';

/** The events of a page that one reader handles. */
export interface Batch {
  readonly reader: Reader;
  readonly events: readonly StoredEvent[];
}

/**
 * Handles events, and parks those of streams with a parked event. In batch mode the first failure fails the whole
 * batch. In the other mode each failing event is parked.
 *
 * @returns the number of parked events
 */
export async function handleOrPark(
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
