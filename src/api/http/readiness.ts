import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { EventStore } from '../../eventstore/port.js';
import { withLags } from '../../projections/engine/checkpoints.js';
import type { ReaderProgress } from '../../projections/engine/checkpoints.js';

/** Checks of parts that only some roles have. A role adds its own when it starts. */
export interface RoleChecks {
  /** Returns false while the in-memory state of an API process is too old to accept tokens. */
  isCurrent?: () => boolean;
  /** Returns true after the mail server has accepted nothing from a worker for a while. */
  isMailFailing?: () => boolean;
  /** Returns true in a worker if a receiver has not taken the last checkpoint of the log. */
  isPublicationFailing?: () => boolean;
}

/** The dependencies that readiness checks. */
export interface ReadinessParts {
  readonly store: EventStore;
  /** @throws Error the database does not respond */
  readonly pingDatabase: () => Promise<void>;
  readonly readProgress: () => Promise<ReaderProgress[]>;
  /** @throws Error the log lacks events that a reader has handled */
  readonly checkPositions: () => Promise<void>;
  readonly roleChecks: RoleChecks;
  /** @throws Error the job queue does not respond */
  readonly pingJobs: () => Promise<void>;
  /** Throws while the key management service does not respond. Null without such a service. */
  readonly pingKeys: (() => Promise<void>) | null;
}

const check = z.enum(['ok', 'failing']);
export const readyJson = z
  .strictObject({
    status: z.enum(['ok', 'degraded', 'failing']),
    checks: z.strictObject({
      database: check,
      log: check,
      readers: check,
      jobs: check,
      keys: check.optional().meta({ description: 'Absent without a key management service (`KMS_URL`).' }),
      checkpoints: check.optional().meta({
        description: 'The publication of checkpoints. Absent in a process without the worker role.',
      }),
      mail: check.optional().meta({ description: 'Absent in a process without the worker role.' }),
    }),
  })
  .meta({ id: 'Ready' });

const CHECK_TIMEOUT_MS = 2000;
/** A reader without progress for longer than this, although events are waiting, has stalled. */
const MAX_LAG_SECONDS = 30;
/** Time for a reader to handle an event that has just been appended. */
const RECHECK_MS = 500;

/**
 * Checks whether the process can serve requests. Without the job queue or the mail server it can, but emails are delayed.
 * Without the key management service it serves those accounts whose keys it has in memory. Its status is then `degraded`.
 * Every check has a timeout of 2 s.
 */
export async function readiness(parts: ReadinessParts): Promise<z.output<typeof readyJson>> {
  const [database, log, readers, jobs, keys] = await Promise.all([
    outcomeOf(parts.pingDatabase()),
    outcomeOf(parts.store.head()),
    outcomeOf(checkReaders(parts)),
    outcomeOf(parts.pingJobs()),
    parts.pingKeys === null ? null : outcomeOf(parts.pingKeys()),
  ]);
  const mail = roleOutcome(parts.roleChecks.isMailFailing);
  const checkpoints = roleOutcome(parts.roleChecks.isPublicationFailing);
  const failing = [database, log, readers].includes('failing');
  const degraded = [jobs, keys, checkpoints, mail].includes('failing');
  const status = failing ? 'failing' : degraded ? 'degraded' : 'ok';
  const optional = {
    ...(keys !== null && { keys }),
    ...(checkpoints !== null && { checkpoints }),
    ...(mail !== null && { mail }),
  };
  return { status, checks: { database, log, readers, jobs, ...optional } };
}

/** @throws Error a reader has stalled, has parked events, or is ahead of the log */
async function checkReaders(parts: ReadinessParts): Promise<void> {
  const [{ readers, stalled }] = await Promise.all([readStalled(parts), parts.checkPositions()]);
  const failing = readers.some(({ parked }) => parked > 0) || parts.roleChecks.isCurrent?.() === false;
  if (failing || (stalled.length > 0 && (await remain(parts, stalled))))
    throw new Error('A reader has stalled or has parked events.');
}

async function readStalled({ store, readProgress }: ReadinessParts) {
  const { readers } = await withLags(store, await readProgress());
  return { readers, stalled: readers.filter(({ lag }) => lag > MAX_LAG_SECONDS) };
}

/** Returns true if one of the readers is still where it was. After an idle time, a new event makes all seem stalled. */
async function remain(parts: ReadinessParts, before: readonly ReaderProgress[]): Promise<boolean> {
  await sleep(RECHECK_MS);
  const { stalled } = await readStalled(parts);
  return before.some(({ reader, position }) =>
    stalled.some((now) => now.reader === reader && now.position === position),
  );
}

function roleOutcome(isFailing: (() => boolean) | undefined): 'ok' | 'failing' | null {
  if (isFailing === undefined) return null;
  return isFailing() ? 'failing' : 'ok';
}

async function outcomeOf(check: Promise<unknown>): Promise<'ok' | 'failing'> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'failing'>((resolve) => {
    timer = setTimeout(resolve, CHECK_TIMEOUT_MS, 'failing');
  });
  const outcome = check.then(
    () => 'ok' as const,
    () => 'failing' as const,
  );
  return await Promise.race([outcome, timeout]).finally(() => clearTimeout(timer));
}
