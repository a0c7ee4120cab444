import pg from 'pg';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { InvalidConfiguration } from './config.js';
import type { Config } from './config.js';
import { startEmbeddedDatabase } from './embedded/database.js';
import { createCodec } from './eventstore/codec.js';
import type { Log } from './eventstore/log.js';
import { openLog } from './open-log.js';
import { prepareDatabase } from './prepare-database.js';
import { ensureCheckpoint } from './projections/checkpoints.js';
import { checkFollowedLog, noteFirstEvent } from './projections/followed-log.js';
import { historyProjection } from './projections/history.js';
import { readerMetrics } from './projections/metrics.js';
import type { ReaderMetrics } from './projections/metrics.js';
import { prepareProjection } from './projections/projection.js';
import type { Projection } from './projections/projection.js';
import { sessionsProjection } from './projections/sessions.js';
import { apiKeysProjection } from './projections/api-keys.js';
import { usersProjection } from './projections/users.js';
import { localKeyManagement } from './security/key-management.js';
import { keysAreReadable, postgresSubjectKeys } from './security/subject-keys.js';
import type { Stack } from './stack.js';
import { openJobQueue } from './workers/jobs/jobs.js';
import type { JobQueue, JobStores } from './workers/jobs/jobs.js';
import { jobMetrics } from './workers/jobs/metrics.js';
import { outstandingJobs } from './workers/jobs/outstanding-jobs.js';
import type { OutstandingJobs } from './workers/jobs/outstanding-jobs.js';
import { migrateJobs } from './workers/jobs/postgres-jobs.js';
import { REACTIONS } from './workers/reactor.js';

/** What every role of the service stands on. */
export interface Foundation {
  readonly config: Config;
  readonly logger: Logger;
  readonly databaseUrl: string;
  readonly stores: JobStores;
  readonly queue: JobQueue;
  readonly outstanding: OutstandingJobs;
  readonly masterSecret: string;
  readonly pool: Pool;
  readonly log: Log;
  readonly projections: readonly Projection[];
  readonly registry: Registry;
  readonly readers: ReaderMetrics;
}

const CONNECTIONS = 20;
const CONNECT_MS = 5_000;
const STATEMENT_MS = 15_000;
/** The client's own limit, for a server that does not answer at all; later than the server's. */
const SILENCE_MS = 17_000;

/**
 * Opens the stores, brings their tables up to date, and makes sure that every reader has a checkpoint
 * before the first command: what is appended from now on reaches all of them.
 *
 * @throws InvalidConfiguration the database was made with another master secret
 */
export async function layFoundation(config: Config, logger: Logger, stack: Stack): Promise<Foundation> {
  const { url: databaseUrl, secretKey: masterSecret } = await openDatabase(config, logger, stack);

  await prepareDatabase(databaseUrl);
  if (config.redisUrl === null) await migrateJobs(databaseUrl);

  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: SILENCE_MS,
    keepAlive: true,
    application_name: 'credence',
  });
  pool.on('error', (error) => {
    logger.warn({ err: error }, 'an idle database connection was lost');
  });
  stack.defer(() => pool.end());
  const management = localKeyManagement(masterSecret);
  // Under another secret nobody's data could be read, and claims would have other names: one address, two accounts.
  if (!(await keysAreReadable(pool, management)))
    throw new InvalidConfiguration('SECRET_KEY is not the one that this database was made with');

  const store = await openLog(config.eventStoreDbUrl ?? databaseUrl, logger);
  stack.defer(() => store.stop());
  if (!(await checkFollowedLog(pool, store))) noteFirstEvent(pool, store);
  const codec = createCodec(postgresSubjectKeys(pool, management));

  const projections = [
    usersProjection(codec),
    historyProjection(),
    sessionsProjection(),
    apiKeysProjection(),
  ];
  for (const projection of projections) await prepareProjection(pool, projection);
  await ensureCheckpoint(pool, REACTIONS, await store.head());

  const stores = { databaseUrl, redisUrl: config.redisUrl };
  const queue = await openJobQueue(stores, logger);
  stack.defer(() => queue.close());
  const outstanding = outstandingJobs(pool);

  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  jobMetrics(registry, queue, outstanding);
  return {
    config,
    logger,
    databaseUrl,
    masterSecret,
    stores,
    queue,
    outstanding,
    pool,
    log: { store, codec },
    projections,
    registry,
    readers: readerMetrics(registry, pool, store),
  };
}

/** The database and master secret of the configuration, or the embedded ones. */
async function openDatabase(
  { databaseUrl, secretKey, dataDir }: Config,
  logger: Logger,
  stack: Stack,
): Promise<{ url: string; secretKey: string }> {
  if (databaseUrl !== null && secretKey !== null) return { url: databaseUrl, secretKey };
  const embedded = await startEmbeddedDatabase(dataDir, logger);
  stack.defer(() => embedded.stop());
  return { url: embedded.url, secretKey: secretKey ?? embedded.secretKey };
}
