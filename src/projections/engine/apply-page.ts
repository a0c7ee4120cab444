import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { isOutage } from '../../eventstore/outage.js';
import type { StoredEvent } from '../../eventstore/port.js';
import { inTransaction } from '../../runtime/postgres/in-transaction.js';
import { advance, notifyProgress } from './checkpoints.js';
import type { Step } from './checkpoints.js';
import { handleOrPark } from './handle-or-park.js';
import type { Batch, Mode } from './handle-or-park.js';
import type { Reader } from './reader.js';

interface PageResult {
  /** Names of the readers whose checkpoints moved. Those of the others are elsewhere, or locked by another process. */
  readonly saved: readonly string[];
  /** Names of the readers that have nothing to store up to the end of the page. */
  readonly skipped: readonly string[];
  /** Name of its reader for each event that was parked. */
  readonly parked: readonly string[];
  /** Names of the readers that met an outage of their own, such as a lock on their table. They repeat the page later. */
  readonly postponed: readonly string[];
}

/**
 * Applies a page to readers that have read up to its start, in one transaction. If a reader fails, each reader gets a
 * transaction of its own. An event that fails is parked together with the later events of its stream.
 *
 * @param savesAll true to move the checkpoints of all readers; otherwise those without an event in the page are skipped
 * @throws Error a dependency of all readers is unavailable; they repeat the page
 */
export async function applyPage(
  pool: Pool,
  readers: readonly Reader[],
  page: readonly StoredEvent[],
  step: Step,
  { savesAll, logger }: { savesAll: boolean; logger: Logger },
): Promise<PageResult> {
  const batches = readers.map((reader) => ({
    reader,
    events: page.filter((event) => reader.handles(event)),
  }));
  const handling = batches.filter(({ events }) => events.length > 0);
  const skipped = savesAll ? [] : names(batches).filter((name) => !names(handling).includes(name));
  if (handling.length === 0) {
    if (!savesAll) await notifyProgress(pool, skipped, step.to);
    const advanced = savesAll ? await advance(pool, names(batches), step) : [];
    return { saved: advanced.map(({ reader }) => reader), skipped, parked: [], postponed: [] };
  }

  try {
    return await applyBatches(pool, savesAll ? batches : handling, { step, skipped, mode: 'batch', logger });
  } catch (error) {
    // No event causes an outage, so no event is parked: the processor repeats the page.
    if (isOutage(error) && batches.length === 1) throw error;
  }
  const attempt = (chosen: readonly Batch[], mode: Mode) =>
    applyBatches(pool, chosen, { step, skipped: [], mode, logger });
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
    saved: results.flatMap(({ saved }) => saved),
    skipped: [],
    parked: results.flatMap(({ parked }) => parked),
    postponed,
  };
}

/** Applies batches in one transaction, except those of readers whose checkpoints are elsewhere or locked. */
async function applyBatches(
  pool: Pool,
  batches: readonly Batch[],
  { step, skipped, mode, logger }: { step: Step; skipped: readonly string[]; mode: Mode; logger: Logger },
): Promise<PageResult> {
  const result = await inTransaction(pool, async (transaction) => {
    const advanced = await advance(transaction, names(batches), step, skipped);
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
  return { saved: names(result.taken), skipped, parked: result.parked, postponed: [] };
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
