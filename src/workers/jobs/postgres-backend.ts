import {
  assertSchemaCompatibility,
  isPgPool,
  LATEST_SCHEMA_VERSION,
  PostgresConnection,
  PostgresQueueBackend,
  Queue,
  runMigrations,
  Worker,
} from 'bullmq';
import type { BackendFactory, JobProgress, PgPool, PostgresConnectionOptions } from 'bullmq';
import pg from 'pg';
import type { Logger } from 'pino';
import { connectClient, isBroken, openPool } from '../../runtime/postgres/client.js';
import type { Database } from '../../runtime/postgres/client.js';
import { withPrefix } from '../../runtime/postgres/schema-prefix.js';
import { QUEUE } from './backend.js';
import type { JobBackend } from './backend.js';

type PostgresQueue = Queue<
  object,
  null,
  string,
  object,
  null,
  string,
  PostgresQueueBackend,
  PostgresConnectionOptions
>;
type PostgresWorker = Worker<
  object,
  null,
  string,
  PostgresQueueBackend,
  JobProgress,
  PostgresConnectionOptions
>;

/** One connection listens. */
const MAX_CONNECTIONS = 3;

const schemaOf = ({ prefix }: Database): string => withPrefix(prefix, 'credence_queue');

/** Migrates the tables of the job queue. Call it before opening a queue or a worker. */
export async function migrateJobs(database: Database): Promise<void> {
  const client = await connectClient(database, { name: 'credence migrations' });
  const schema = schemaOf(database);
  try {
    // The migration asks for the right to create schemas even if there is nothing to do.
    const version = await assertSchemaCompatibility(client, schema).catch(() => 0);
    if (version < LATEST_SCHEMA_VERSION) await runMigrations(client, schema);
    // BullMQ creates the sequence of a queue with its first job, when the role of the service may not.
    await client.query(`select ${pg.escapeIdentifier(schema)}.next_job_id($1)`, [QUEUE]);
  } finally {
    await client.end();
  }
}

/** Commits return before jobs are on disk. Workers need no job of the queue to find what is due. */
const ASYNC_COMMIT = { synchronous_commit: 'off' };

/** BullMQ's connection over a pool of ours: on its own it sends start-up parameters, and misses early errors. */
class QueueConnection extends PostgresConnection {
  override readonly schema: string;
  constructor(pool: PgPool, schema: string) {
    super(pool);
    this.schema = schema;
  }

  /** Replaces a listening connection that was cut before BullMQ listened for its errors; BullMQ would keep it for ever. */
  override async getListenClient(): ReturnType<PostgresConnection['getListenClient']> {
    const client = await super.getListenClient();
    if (!isBroken(client) || this.isClosing !== undefined) return client;
    // BullMQ drops the connection when it emits an error.
    if (client instanceof pg.Client) client.emit('error', new Error('The listening connection was cut.'));
    return await this.getListenClient();
  }
}

function openQueuePool(database: Database, schema: string): PgPool {
  const pool: unknown = openPool(database, {
    name: 'credence jobs',
    max: MAX_CONNECTIONS,
    // BullMQ's statements name no schema.
    settings: { ...ASYNC_COMMIT, search_path: schema },
  });
  if (!isPgPool(pool)) throw new TypeError('BullMQ does not accept this version of pg.');
  return pool;
}

/** Keeps the job queue in tables of the service's own database. */
export function postgresBackend(database: Database, logger: Logger): JobBackend {
  const schema = schemaOf(database);
  const pool = openQueuePool(database, schema);
  const createBackend: BackendFactory<PostgresQueueBackend, PostgresConnectionOptions> = (
    name,
    options,
    role,
  ) =>
    new PostgresQueueBackend(
      new QueueConnection(pool, schema),
      name,
      options,
      true,
      role?.withBlockingConnection === true ? name : undefined,
    );
  const warn = (error: Error) => {
    logger.warn({ err: error }, 'connection to the job queue lost');
  };
  return {
    async openQueue() {
      const queue: PostgresQueue = new Queue(QUEUE, { connection: pool }, createBackend);
      queue.on('error', warn);
      await queue.waitUntilReady();
      return queue;
    },
    async openWorker(run, limits) {
      const worker: PostgresWorker = new Worker(QUEUE, run, { connection: pool, ...limits }, createBackend);
      worker.on('error', warn);
      await worker.waitUntilReady();
      return worker;
    },
    // A query on a broken connection fails at once.
    isDisconnected: () => false,
    disconnect: () => void pool.end(),
  };
}
