import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { RetentionTimes } from '../../domain/personal-data.js';
import { repeat } from '../../runtime/concurrency/repeat.js';
import { START } from '../../eventstore/port.js';
import type { EventStore, StoredEvent } from '../../eventstore/port.js';
import { destroyOverdueMonths, openNextMonth, readMonths } from '../../security/keys/retention-months.js';
import type { RetentionMonthState } from '../../security/keys/retention-months.js';
import type { ExportArchives } from '../../security/request-stores/export-archives.js';
import type { SubjectKeys } from '../../security/keys/subject-keys.js';

export interface RetentionParts {
  readonly pool: Pool;
  readonly store: Pick<EventStore, 'readAll'>;
  readonly keys: Pick<SubjectKeys, 'obtain'>;
  readonly archives: Pick<ExportArchives, 'deleteExpired'>;
  /** Erases the unverified accounts that are too old. */
  readonly eraseUnverified: () => Promise<number>;
  readonly times: RetentionTimes;
  readonly now: () => Date;
}

/** The parts that reading the states of months needs. */
export type ReadingParts = Pick<RetentionParts, 'pool' | 'store' | 'times' | 'now'>;

/** The time between two looks at the keys. */
const INTERVAL_MS = 3_600_000;

/**
 * Returns the months of all periods since the first event of the log, with the states of their keys. A copied log records its
 * events at new times, so the first one counts from the time at which it occurred: its data is under the key of that month.
 */
export async function readRetention({
  pool,
  store,
  times,
  now,
}: ReadingParts): Promise<RetentionMonthState[]> {
  const [first] = await store.readAll({ after: START, limit: 1 });
  return await readMonths(pool, times, {
    since: first === undefined ? now() : occurredAt(first),
    now: now(),
  });
}

function occurredAt({ metadata, recordedAt }: StoredEvent): Date {
  const time = metadata['occurred_at'];
  return time === undefined ? recordedAt : new Date(time);
}

/**
 * Creates the keys of the next month, and destroys those of the months that have ended. Deletes the archives of exports that
 * have expired, and erases old unverified accounts.
 *
 * @returns the number of keys that it destroyed
 */
export async function applyRetention(parts: RetentionParts): Promise<number> {
  await openNextMonth(parts.keys, parts.now());
  await parts.archives.deleteExpired(parts.now());
  const destroyed = await destroyOverdueMonths(parts.pool, await readRetention(parts), parts.now());
  await parts.eraseUnverified();
  return destroyed;
}

/** Applies the retention every hour. Any number of processes may do so: a repetition changes nothing. */
export function startRetention({ logger, ...parts }: RetentionParts & { readonly logger: Logger }): {
  stop(): Promise<void>;
} {
  const apply = async () => {
    const destroyed = await applyRetention(parts);
    if (destroyed > 0) logger.info({ destroyed }, 'keys of ended months destroyed');
  };
  return repeat(apply, {
    pauseMs: INTERVAL_MS,
    onFailure: (error) => {
      logger.warn({ err: error }, 'the retention failed; it tries again in an hour');
    },
  });
}
