import pg from 'pg';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Config } from '../config/config.js';
import { startEmbeddedDatabase } from '../runtime/embedded/database.js';
import { copyLog, verifyCopy } from '../eventstore/copy-log.js';
import type { Verified } from '../eventstore/copy-log.js';
import { START } from '../eventstore/port.js';
import type { EventStore } from '../eventstore/port.js';
import { isEventStoreDb, openLog } from './event-log.js';
import { LISTENING } from '../eventstore/postgres/listen.js';
import { prepareDatabase } from './prepare-database.js';
import { ensureCheckpoint, readCheckpoint, readProgress } from '../projections/engine/checkpoints.js';
import { checkLogIdentity, switchLog } from '../projections/engine/log-identity.js';
import { localKeyManagement } from '../security/keys/key-management.js';
import { copySubjectKeys, keysAreReadable } from '../security/keys/subject-keys.js';
import type { Lifecycle } from '../runtime/lifecycle.js';
import { copyOutbox } from '../workers/jobs/outbox.js';
import { REACTIONS } from '../workers/reactor.js';

/** The migration cannot be done as it was asked for; the message says what to do. */
export class CannotMigrate extends Error {
  override readonly name = 'CannotMigrate';
}

export interface Migration {
  /** `embedded`, a URL of PostgreSQL, or a connection string of EventStoreDB. */
  readonly from: string;
  readonly to: string;
  /** Called now and then with a line for people. */
  readonly tell: (line: string) => void;
}

/** A log, and the database with what belongs to it: the keys, the read models, the jobs to do. */
interface Place {
  readonly store: EventStore;
  readonly pool: Pool;
}

/** How the connections of this command call themselves. */
const OWN_NAME = 'credence migrate-log';
const CONNECTIONS = 3;
const TELL_MS = 2000;

/**
 * Copies the log to another place, with the keys that open it and the jobs that are not done, and verifies the copy.
 * Its last step, one transaction, has the database at the target follow the copy: before it the service goes on from
 * the source, after it from the target. Interrupted anywhere, it goes on when it is started again.
 *
 * @throws CannotMigrate the service runs, or something about the source or the secret is not in order
 * @throws LogMismatch the source is not the log that its database follows
 * @throws LogsDiffer the target holds another log
 */
export async function migrateLogTo(
  config: Config,
  { from, to, tell }: Migration,
  logger: Logger,
  lifecycle: Lifecycle,
): Promise<Verified> {
  const open = opener(config, logger, lifecycle);
  const [source, target] = [await open(from), await open(to)];
  const pools = [...new Set([source.pool, target.pool])];
  for (const pool of pools) await refuseWhileRunning(pool);
  await checkLogIdentity(source.pool, source.store);
  await refuseParkedReactions(source.pool);
  await ensureCheckpoint(source.pool, REACTIONS, await source.store.head());
  const reached = await readCheckpoint(source.pool, REACTIONS);

  const logs = { from: source.store, to: target.store };
  await copyLog({ ...logs, onProgress: nowAndThen(tell, 'copied') });
  let checkpoint = START;
  const verified = await verifyCopy({ ...logs, onProgress: nowAndThen(tell, 'verified') }, (there, here) => {
    if (there <= reached) checkpoint = here;
  });
  // A process that was started meanwhile may have written what was not copied.
  for (const pool of pools) await refuseWhileRunning(pool);
  if (source.pool !== target.pool) {
    await copySubjectKeys(source.pool, target.pool);
    await copyOutbox(source.pool, target.pool);
  }
  await switchLog(target.pool, target.store, new Map([[REACTIONS, checkpoint]]));
  return verified;
}

/** Opens places; each database, and the embedded one, once. */
function opener(config: Config, logger: Logger, lifecycle: Lifecycle): (name: string) => Promise<Place> {
  const pools = new Map<string, Pool>();
  let embedded: { url: string; secretKey: string } | undefined;

  async function embeddedUrl(): Promise<string> {
    if (embedded === undefined) {
      const started = await startEmbeddedDatabase(config.dataDir, logger);
      lifecycle.defer(() => started.stop());
      embedded = started;
    }
    return embedded.url;
  }

  async function openPool(url: string): Promise<Pool> {
    const known = pools.get(url);
    if (known !== undefined) return known;
    await prepareDatabase(url);
    const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS, application_name: OWN_NAME });
    pool.on('error', (error) => logger.warn({ err: error }, 'an idle database connection was lost'));
    lifecycle.defer(() => pool.end());
    pools.set(url, pool);
    await refuseOtherSecret(pool, config.secretKey ?? embedded?.secretKey ?? null);
    return pool;
  }

  return async (name) => {
    const elsewhere = isEventStoreDb(name);
    if (!elsewhere && name !== 'embedded' && !/^postgres(ql)?:/.test(name))
      throw new CannotMigrate('--from and --to take: embedded, postgres://…, or esdb://…');
    const own = elsewhere ? config.databaseUrl : name === 'embedded' ? null : name;
    const database = own ?? (await embeddedUrl());
    const pool = await openPool(database);
    const store = await openLog(elsewhere ? name : database, logger);
    lifecycle.defer(() => store.stop());
    return { store, pool };
  };
}

async function refuseOtherSecret(pool: Pool, secret: string | null): Promise<void> {
  if (secret !== null && !(await keysAreReadable(pool, localKeyManagement(secret))))
    throw new CannotMigrate(
      'SECRET_KEY does not open the keys in this database. It has to stay what it was; ' +
        'in the embedded mode that is what the file secret-key in DATA_DIR holds.',
    );
}

async function refuseWhileRunning(pool: Pool): Promise<void> {
  const { rowCount } = await pool.query(
    'select from pg_stat_activity where datname = current_database() and application_name = $1',
    [LISTENING],
  );
  if (rowCount !== 0) throw new CannotMigrate('Stop every process of the service first: one is connected.');
}

/** They are jobs to do, and would be taken for read models that fill themselves again. */
async function refuseParkedReactions(pool: Pool): Promise<void> {
  const reactions = (await readProgress(pool)).find(({ reader }) => reader === REACTIONS);
  if ((reactions?.parked ?? 0) > 0)
    throw new CannotMigrate(`Events of ${REACTIONS} are parked. Run replay-parked ${REACTIONS} first.`);
}

function nowAndThen(tell: Migration['tell'], what: string): (events: number) => void {
  let told = Date.now();
  return (events) => {
    if (Date.now() - told < TELL_MS) return;
    told = Date.now();
    tell(`${events} events ${what}`);
  };
}
