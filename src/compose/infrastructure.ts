import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { RoleChecks } from '../api/http/readiness.js';
import { eventCatalog } from '../domain/event-catalog.js';
import type { Config } from '../config/config.js';
import { clockMetrics } from '../runtime/clock-metrics.js';
import { openPool } from '../runtime/postgres/client.js';
import type { Database } from '../runtime/postgres/client.js';
import { startDatabaseClock } from '../runtime/postgres/database-clock.js';
import { openDatabase } from '../runtime/postgres/open-database.js';
import { createCodec } from '../eventstore/codec.js';
import { createEventLog } from '../eventstore/event-log.js';
import type { EventLog } from '../eventstore/event-log.js';
import { tracedAppends } from '../eventstore/traced-appends.js';
import { countUnreadable } from '../eventstore/unreadable-metric.js';
import { openLog } from './event-log.js';
import { prepareDatabase, prepareProjections } from './prepare-database.js';
import { awaitDependency } from './start/await-dependency.js';
import { checkRedis } from './start/check-redis.js';
import { databaseRefusal, isTransientFailure } from './start/database-refusals.js';
import { destroyLeftKeys } from './start/destroy-left-keys.js';
import { eventStoreRefusal, isEventStoreOutage } from './start/event-store-refusals.js';
import { openTraces } from './start/open-traces.js';
import { ensureCheckpoint } from '../projections/engine/checkpoints.js';
import { checkLogIdentity, recordLogIdentity } from '../projections/engine/log-identity.js';
import { checkStoredPositions } from '../projections/engine/stored-positions.js';
import { readerMetrics } from '../projections/engine/reader-metrics.js';
import type { ReaderMetrics } from '../projections/engine/reader-metrics.js';
import type { Projection } from '../projections/engine/projection.js';
import { rebuildMetrics } from '../projections/engine/rebuild/rebuild-metrics.js';
import { createUserNumbers } from '../projections/views/accounts/user-numbers.js';
import type { UserNumbers } from '../projections/views/accounts/user-numbers.js';
import { funnelsProjection } from '../projections/views/analytics/projection.js';
import { createProjections } from '../projections/views/projections.js';
import { openRequiredKeys, openSubjectKeys } from './keys/open-keys.js';
import type { KeyManagement } from '../security/keys/key-management.js';
import type { SubjectKeys } from '../security/keys/subject-keys.js';
import { codeMetrics } from '../security/limits/code-metrics.js';
import type { CountCode } from '../security/limits/code-metrics.js';
import type { Lifecycle } from '../runtime/lifecycle.js';
import type { Tracer } from '../runtime/tracing/span.js';
import { openJobQueue } from '../workers/jobs/queue.js';
import type { JobQueue } from '../workers/jobs/queue.js';
import type { JobStores } from '../workers/jobs/backend.js';
import { jobMetrics } from '../workers/jobs/job-metrics.js';
import { createOutbox } from '../workers/jobs/outbox.js';
import type { Outbox } from '../workers/jobs/outbox.js';
import { migrateJobs } from '../workers/jobs/postgres-backend.js';
import { REACTIONS } from '../workers/reactor.js';
import { acceptLoss } from '../workers/webhooks/store/accept-loss.js';
import { WEBHOOKS } from '../workers/webhooks/store/endpoints-reader.js';

/** The stores and shared parts that every role uses. */
export interface Infrastructure {
  readonly config: Config;
  readonly logger: Logger;
  readonly database: Database;
  readonly stores: JobStores;
  readonly queue: JobQueue;
  readonly outbox: Outbox;
  readonly masterSecret: string;
  readonly keyManagement: KeyManagement;
  readonly pool: Pool;
  /** Reads the clock that all processes share. Every decision uses it. */
  readonly now: () => Date;
  readonly log: EventLog;
  readonly subjectKeys: SubjectKeys;
  readonly projections: readonly Projection[];
  readonly userNumbers: UserNumbers;
  readonly registry: Registry;
  readonly readers: ReaderMetrics;
  readonly countCode: CountCode;
  readonly roleChecks: RoleChecks;
  /** Null if no receiver of traces is configured. */
  readonly tracer: Tracer | null;
}

const CONNECTIONS = 20;
const OUTBOX_CONNECTIONS = 2;

/**
 * Opens the stores and migrates their tables. Every reader gets its checkpoint before the first command, so that
 * events appended from then on reach all readers.
 *
 * @throws InvalidConfiguration the database was created with another master secret, or needs a key that is missing
 * @throws LogMismatch, LogBehind the log is not the one that the readers of this database have read
 * @throws StartRefused a store rejects the connection, or stays unavailable for the time of `START_TIMEOUT`
 * @throws FolderInUse another process uses the data folder
 */
export async function openInfrastructure(
  config: Config,
  logger: Logger,
  lifecycle: Lifecycle,
): Promise<Infrastructure> {
  const { url, secretKey: masterSecret } = await locateDatabase(config, logger, lifecycle);
  const database = await awaitDependency(
    {
      name: 'PostgreSQL',
      isTransient: isTransientFailure,
      refusal: (error) => databaseRefusal(error, 'DATABASE_URL'),
      timeoutMs: config.startTimeoutMs,
      logger,
    },
    async () => {
      const found = await openDatabase(url, config.schemaPrefix);
      await prepareDatabase(found);
      if (config.redisUrl === null) await migrateJobs(found);
      return found;
    },
  );
  if (config.redisUrl !== null) await checkRedis(config.redisUrl);

  const pool = openPool(database, { name: 'credence', max: CONNECTIONS });
  lifecycle.defer(() => pool.end());
  const clock = await startDatabaseClock(pool);
  lifecycle.defer(() => clock.stop());
  const registry = new Registry();
  const tracer = await openTraces(config, { logger, registry }, lifecycle);
  const keyManagement = await openRequiredKeys(config, masterSecret, { pool, logger, registry });

  const store = await openLog(config.eventStoreDbUrl ?? database, logger);
  lifecycle.defer(() => store.stop());
  if (config.eventStoreDbUrl !== null)
    await awaitDependency(
      {
        name: 'EventStoreDB',
        isTransient: isEventStoreOutage,
        refusal: eventStoreRefusal,
        timeoutMs: config.startTimeoutMs,
        logger,
      },
      () => store.head(),
    );
  if (!(await checkLogIdentity(pool, store))) recordLogIdentity(pool, store);
  await acceptLoss(pool, store);
  await checkStoredPositions(pool, store);
  const keyStore = { pool, logger, now: clock.now() };
  const subjectKeys = await openSubjectKeys(keyManagement, store, lifecycle, keyStore);
  const codec = createCodec(subjectKeys, eventCatalog, countUnreadable(registry));

  const userNumbers = createUserNumbers(pool);
  const projections = createProjections(codec, userNumbers, config);
  await prepareProjections(pool, projections, config.analytics ? [] : [funnelsProjection()]);
  for (const reader of [REACTIONS, WEBHOOKS]) await ensureCheckpoint(pool, reader, await store.head());
  const log = createEventLog(tracedAppends(store, tracer?.record ?? null), codec);
  await destroyLeftKeys({ pool, log, subjectKeys, logger });

  const stores = { database, redisUrl: config.redisUrl };
  const queue = await openJobQueue(stores, logger);
  lifecycle.defer(() => queue.close());
  // Claims are renewed also when requests use all other connections.
  const outboxPool = openPool(database, { name: 'credence outbox', max: OUTBOX_CONNECTIONS });
  lifecycle.defer(() => outboxPool.end());
  const outbox = createOutbox(outboxPool);

  collectDefaultMetrics({ register: registry });
  jobMetrics(registry, outbox);
  clockMetrics(registry, clock.now);
  rebuildMetrics(registry, pool);
  return {
    config,
    logger,
    database,
    masterSecret,
    keyManagement,
    stores,
    queue,
    outbox,
    pool,
    now: clock.now,
    log,
    subjectKeys,
    projections,
    userNumbers,
    registry,
    readers: readerMetrics(registry, pool, store),
    countCode: codeMetrics(registry),
    roleChecks: {},
    tracer,
  };
}

/** Returns the configured database and master secret, or starts the embedded database. */
export async function locateDatabase(
  { databaseUrl, secretKey, dataDir }: Config,
  logger: Logger,
  lifecycle: Lifecycle,
): Promise<{ url: string; secretKey: string }> {
  if (databaseUrl !== null && secretKey !== null) return { url: databaseUrl, secretKey };
  // Loaded on demand: it takes 3 MB, and production has a database server.
  const { startEmbeddedDatabase } = await import('../runtime/embedded/database.js');
  const embedded = await startEmbeddedDatabase(dataDir, logger);
  lifecycle.defer(() => embedded.stop());
  return { url: embedded.url, secretKey: secretKey ?? embedded.secretKey };
}
