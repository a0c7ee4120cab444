import type { Pool } from 'pg';
import { z } from 'zod';
import type { EventStore } from '../../eventstore/port.js';
import { lagSeconds, readProgress } from '../../projections/engine/checkpoints.js';

/** What readiness depends on. */
export interface ReadinessParts {
  readonly pool: Pool;
  readonly store: EventStore;
  /** @throws Error what keeps the jobs does not answer */
  readonly pingJobs: () => Promise<void>;
}

const check = z.enum(['ok', 'failing']);
export const readyJson = z
  .strictObject({
    status: z.enum(['ok', 'degraded', 'failing']),
    checks: z.strictObject({ database: check, log: check, readers: check, jobs: check }),
  })
  .meta({ id: 'Ready' });

const BOUND_MS = 2000;
/** A reader that stands still for so long, although there is more to read, needs help. */
const MOST_LAG_SECONDS = 30;

/**
 * Whether the process can serve. Without the queue of jobs it can, degraded: mails wait.
 *
 * @returns within a few seconds, whatever is away
 */
export async function readiness({
  pool,
  store,
  pingJobs,
}: ReadinessParts): Promise<z.output<typeof readyJson>> {
  const [database, log, readers, jobs] = await Promise.all([
    outcome(pool.query('select 1')),
    outcome(store.head()),
    outcome(readersFollow(pool, store)),
    outcome(pingJobs()),
  ]);
  const failing = [database, log, readers].includes('failing');
  const status = failing ? 'failing' : jobs === 'failing' ? 'degraded' : 'ok';
  return { status, checks: { database, log, readers, jobs } };
}

/** @throws Error one does not */
async function readersFollow(pool: Pool, store: EventStore): Promise<void> {
  const [head, readers] = await Promise.all([store.head(), readProgress(pool)]);
  const failing = readers.some((reader) => reader.parked > 0 || lagSeconds(reader, head) > MOST_LAG_SECONDS);
  if (failing) throw new Error('A reader has parked events or does not follow.');
}

async function outcome(check: Promise<unknown>): Promise<'ok' | 'failing'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'failing'>((resolve) => {
    timer = setTimeout(resolve, BOUND_MS, 'failing');
  });
  const done = check.then(
    () => 'ok' as const,
    () => 'failing' as const,
  );
  return await Promise.race([done, late]).finally(() => clearTimeout(timer));
}
