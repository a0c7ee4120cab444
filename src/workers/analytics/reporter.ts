import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { EventStore, StoredEvent } from '../../eventstore/port.js';
import { inTransaction } from '../../runtime/postgres/in-transaction.js';
import type { ReceiverClient } from '../webhooks/receiver-client.js';
import { lockCursor, moveCursor } from './cursors.js';
import { partsOf } from './destination.js';
import type { Destination, ReportRequest } from './destination.js';
import type { Report } from './report.js';

export interface ReporterParts {
  readonly destination: Destination;
  readonly reportsOf: (event: StoredEvent) => Report[];
  readonly pool: Pool;
  readonly store: Pick<EventStore, 'readAll'>;
  readonly client: Pick<ReceiverClient, 'post'>;
  readonly logger: Logger;
  /** Called after each request: true if the service has taken its reports. */
  readonly onAttempt: (isTaken: boolean, reports: number) => void;
  /** Time in which events gather. */
  readonly gatherMs?: number;
}

export interface Reporter {
  /** Resolves when the requests in progress have ended. */
  stop(): Promise<void>;
}

/** Events between two moves of the cursor. */
const PAGE = 200;
const MAX_CONCURRENT = 8;
const GATHER_MS = 1000;
const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 60_000;

/** The service has not taken some reports. They are sent again. */
class NotTaken extends Error {
  override readonly name = 'NotTaken';
}

/**
 * Reports events of the log until it is stopped. The cursor moves when the service has taken all reports of a page, so none
 * is lost while the service is away. This process does not repeat a report that was taken. Only a crash does, or an answer
 * that was lost, with the same id.
 */
export function startReporter({ gatherMs = GATHER_MS, ...parts }: ReporterParts): Reporter {
  const { destination, reportsOf, pool, store, client, logger, onAttempt } = parts;
  const { name } = destination;
  const stopping = new AbortController();
  /** The ids of the reports after the cursor that the service has taken. */
  const taken = new Set<string>();
  let failures = 0;

  async function send({ url, headers, body, ids }: ReportRequest): Promise<boolean> {
    const { status } = await client.post(url, headers, body, stopping.signal);
    const isTaken = status !== null && status >= 200 && status < 300;
    onAttempt(isTaken, ids.length);
    if (isTaken) for (const id of ids) taken.add(id);
    return isTaken;
  }

  /** @throws NotTaken */
  async function report(page: readonly StoredEvent[]): Promise<void> {
    const open = page.flatMap(reportsOf).filter(({ id }) => !taken.has(id));
    for (const requests of partsOf(destination.requestsOf(open), MAX_CONCURRENT)) {
      const outcomes = await Promise.all(requests.map(send));
      if (outcomes.includes(false)) throw new NotTaken(`${name} did not take reports; they are sent again`);
    }
  }

  /** Reports the next page. Returns true if there may be another one. */
  async function reportPage(): Promise<boolean> {
    return await inTransaction(pool, async (transaction) => {
      const after = await lockCursor(transaction, name);
      if (after === null) return false;
      const page = await store.readAll({ after, limit: PAGE });
      const last = page.at(-1);
      if (last === undefined) return false;
      await report(page);
      await moveCursor(transaction, name, last.position);
      return page.length === PAGE;
    });
  }

  async function step(): Promise<void> {
    try {
      const hasMore = await reportPage();
      taken.clear();
      failures = 0;
      if (!hasMore) await pause(gatherMs);
    } catch (error) {
      if (stopping.signal.aborted) return;
      if (failures === 0) logger.warn({ destination: name, err: error }, 'reports failed; retrying');
      failures += 1;
      await pause(Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)));
    }
  }

  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) await step();
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
