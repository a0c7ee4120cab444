import { openEventStoreDb } from '../../../src/eventstore/eventstoredb/event-store.js';
import { START } from '../../../src/eventstore/port.js';
import type { EventStore } from '../../../src/eventstore/port.js';
import { openPostgresEventStore } from '../../../src/eventstore/postgres/event-store.js';
import { SECRET_KEY } from '../server/credence.js';
import { dumpDatabase } from './database-dump.js';
import type { StoredValue } from './database-dump.js';
import { findConfiguredEventStoreDb } from './eventstoredb/real.js';
import { startEventStoreDbServer } from './eventstoredb/server.js';
import { usePostgres } from './postgres.js';
import { startRedis } from './redis.js';
import { silentLogger } from '../server/silent-logger.js';
import { databaseAt } from './database-at.js';

/** The empty stores of a new installation. */
export interface TestStores {
  readonly databaseUrl: string;
  /** The environment variables that configure the program for these stores. */
  readonly environment: Readonly<Record<string, string>>;
  /** Opens a separate connection to the log. */
  readonly openLog: () => EventStore & { stop(): Promise<void> };
  /** Reads all stored values without an adapter. */
  dump(): Promise<StoredValue[]>;
  /** Removes the stores. The program must be stopped before. */
  dispose(): Promise<void>;
}

const PAGE = 1000;

/** Set by `jest.config.mjs`, which runs the end-to-end tests once on each. */
const chosen = process.env['TEST_TOPOLOGY'] === 'eventstoredb' ? 'eventstoredb' : 'postgresql';

/**
 * Opens all stores in one PostgreSQL, or the log in EventStoreDB (a configured real one, else the test server) and the jobs
 * in Redis. Passwords are hashed by argon2id, a tenth of the work of bcrypt; the tests of passwords and sign-ins choose bcrypt.
 */
export async function useStores(topology: 'postgresql' | 'eventstoredb' = chosen): Promise<TestStores> {
  const database = await usePostgres();
  const environment = { DATABASE_URL: database.url, SECRET_KEY, PASSWORD_HASH: 'argon2id' };
  if (topology === 'postgresql') {
    return {
      databaseUrl: database.url,
      environment,
      openLog: () => openPostgresEventStore({ database: databaseAt(database.url), logger: silentLogger }),
      dump: () => dumpDatabase(database.url),
      dispose: () => database.dispose(),
    };
  }
  const server = (await findConfiguredEventStoreDb()) ?? (await startEventStoreDbServer());
  const { url } = server;
  const redis = await startRedis();
  const openLog = () => openEventStoreDb({ url, logger: silentLogger });
  return {
    databaseUrl: database.url,
    environment: {
      ...environment,
      EVENTSTOREDB_URL: url,
      REDIS_URL: redis.url,
    },
    openLog,
    dump: async () => [
      ...(await dumpDatabase(database.url)),
      ...(await dumpLog(openLog())),
      ...(await redis.dump()),
    ],
    async dispose() {
      await server.stop();
      await redis.stop();
      await database.dispose();
    },
  };
}

async function dumpLog(log: ReturnType<TestStores['openLog']>): Promise<StoredValue[]> {
  const values: StoredValue[] = [];
  for (let after = START, last = false; !last;) {
    const page = await log.readAll({ after, limit: PAGE });
    values.push(...page.map((event) => ({ place: 'credence_log.events', text: JSON.stringify(event) })));
    after = page.at(-1)?.position ?? after;
    last = page.length < PAGE;
  }
  await log.stop();
  return values;
}
