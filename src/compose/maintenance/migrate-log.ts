import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Config } from '../../config/config.js';
import { copyLog, verifyCopy } from '../../eventstore/copying/copy-log.js';
import type { Verified } from '../../eventstore/copying/copy-log.js';
import { translatedPositions } from '../../eventstore/copying/translated-positions.js';
import type { Position } from '../../eventstore/port.js';
import { copyTree } from '../../audit/copy-tree.js';
import { restartNotary } from '../../audit/tree-tables.js';
import { LISTENING } from '../../runtime/postgres/listen.js';
import { CannotMigrate, locationOpener } from './log-locations.js';
import { readErasures, writeErasures } from '../privacy/move-erasures.js';
import { reportEvents } from './report-events.js';
import { ensureCheckpoint, readCheckpoints, readProgress } from '../../projections/engine/checkpoints.js';
import { checkLogIdentity, switchLog } from '../../projections/engine/log-identity.js';
import { checkStoredPositions } from '../../projections/engine/stored-positions.js';
import { Lifecycle } from '../../runtime/lifecycle.js';
import { createLogger } from '../../runtime/logger.js';
import { copyInUse } from '../../security/keys/secrets-in-use.js';
import { copySubjectKeys } from '../../security/keys/subject-keys.js';
import { copyOutbox } from '../../workers/jobs/outbox.js';
import { REACTIONS } from '../../workers/reactor.js';
import { WEBHOOKS } from '../../workers/webhooks/store/endpoints-reader.js';
import { readCursors, writeCursors } from '../../workers/analytics/move-cursors.js';
import { positionsIn, readEndpoints, writeEndpoints } from '../../workers/webhooks/store/move-endpoints.js';

export interface Migration {
  /** `embedded`, a PostgreSQL URL, or an EventStoreDB connection string. */
  readonly from: string;
  /** `embedded`, a PostgreSQL URL, or an EventStoreDB connection string. */
  readonly to: string;
  /** Receives a progress line at most every 2 seconds. */
  readonly report: (line: string) => void;
}

/** The readers that continue where they are. The others are rebuilt. */
const CONTINUING: readonly string[] = [REACTIONS, WEBHOOKS];

/**
 * Copies the log to another location, verifies the copy, and makes the service follow it.
 *
 * @throws CannotMigrate the service runs, reactions are parked, or the secret is wrong
 * @throws LogBehind the source lacks events that its readers have handled
 * @throws LogMismatch the source is not the log that its database follows
 * @throws LogsDiffer the target holds another log
 */
export async function migrateLog(config: Config, migration: Migration): Promise<string> {
  const lifecycle = new Lifecycle();
  try {
    const { events, hash } = await copyAndSwitch(config, migration, createLogger(config.logLevel), lifecycle);
    return `${String(events)} events are in both logs, SHA-256 ${hash}.`;
  } finally {
    await lifecycle.stop();
  }
}

/**
 * Copies the log with its subject keys and pending jobs. The last step is one transaction that makes the target's
 * database follow the copy: before it the service runs on the source, after it on the target. An interrupted
 * migration continues when it is started again.
 */
async function copyAndSwitch(
  config: Config,
  { from, to, report }: Migration,
  logger: Logger,
  lifecycle: Lifecycle,
): Promise<Verified> {
  const open = locationOpener(config, logger, lifecycle);
  const [source, target] = [await open(from), await open(to)];
  const pools = [...new Set([source.pool, target.pool])];
  for (const pool of pools) await refuseWhileRunning(pool);
  await checkLogIdentity(source.pool, source.store);
  await checkStoredPositions(source.pool, source.store);
  await refuseParkedReactions(source.pool);
  const head = await source.store.head();
  for (const reader of CONTINUING) await ensureCheckpoint(source.pool, reader, head);
  const reached = await readCheckpoints(source.pool, CONTINUING);
  const endpoints = await readEndpoints(source.pool);
  const cursors = await readCursors(source.pool);
  const erasures = await readErasures(source.pool);
  const positions = translatedPositions([
    ...reached.values(),
    ...positionsIn(endpoints),
    ...cursors.map(({ position }) => position),
    ...erasures.map(({ position }) => position),
  ]);

  const logs = { from: source.store, to: target.store };
  await copyLog({ ...logs, onProgress: reportEvents('copied', report) });
  const verified = await verifyCopy(
    { ...logs, onProgress: reportEvents('verified', report) },
    (sourcePosition, targetPosition) => positions.note(sourcePosition, targetPosition),
  );
  // A process started since the first check may have appended events that were not copied.
  for (const pool of pools) await refuseWhileRunning(pool);
  if (source.pool !== target.pool) {
    await copySubjectKeys(source.pool, target.pool);
    await copyInUse(source.pool, target.pool);
    await copyOutbox(source.pool, target.pool);
    await copyTree(source.pool, target.pool);
  }
  // The copy has other positions. The notary compares it with its tree from the start.
  await restartNotary(target.pool);
  const checkpoints = [...reached].map(([reader, at]) => [reader, positions.translate(at)] as const);
  const translate = (at: Position) => positions.translate(at);
  await switchLog(target.pool, target.store, new Map(checkpoints), async (transaction) => {
    await writeEndpoints(transaction, endpoints, translate);
    await writeCursors(transaction, cursors, translate);
    await writeErasures(transaction, erasures, translate);
  });
  return verified;
}

async function refuseWhileRunning(pool: Pool): Promise<void> {
  const { rowCount } = await pool.query(
    'select from pg_stat_activity where datname = current_database() and application_name = $1',
    [LISTENING],
  );
  if (rowCount !== 0)
    throw new CannotMigrate('Stop every process of the service first; one is still connected.');
}

/** Parked reactions are jobs that still have to run; the switch would discard them with the read models. */
async function refuseParkedReactions(pool: Pool): Promise<void> {
  for (const { reader, parked } of await readProgress(pool)) {
    if (parked > 0 && CONTINUING.includes(reader))
      throw new CannotMigrate(
        `Events of ${reader} are parked. Run projections replay-parked ${reader} first.`,
      );
  }
}
