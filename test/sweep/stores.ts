import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEventStoreDbProgram } from '../support/stores/eventstoredb/program.js';
import { findLocalBinaries, startLocalPostgres } from '../support/stores/local-postgres.js';
import { startRedis } from '../support/stores/redis.js';

/** The servers of one sweep. All of their files are below its folder. */
export interface SweptStores {
  /** The settings that select Redis and EventStoreDB. */
  readonly environment: Readonly<Record<string, string>>;
  /** Writes a dump of a database to a file. */
  dump(databaseUrl: string, file: string): Promise<void>;
  /** Creates a database from such a file, and returns its URL. */
  restore(file: string): Promise<string>;
  /** Writes everything in memory to disk, and drops what the servers no longer need. */
  flush(databaseUrl: string): Promise<void>;
  stop(): Promise<void>;
}

const run = promisify(execFile);

/** A recycled segment of the log of PostgreSQL keeps its content. Compressed values would hide strings. */
const POSTGRES = ['wal_recycle=off', 'wal_compression=off', 'logging_collector=on', 'log_statement=ddl'];
const REDIS = ['--rdbcompression', 'no'];

const QUIET = ['--quiet', '--no-psqlrc', '--set', 'ON_ERROR_STOP=1', '--output', '/dev/null'];

/**
 * Starts PostgreSQL and Redis, and EventStoreDB if EVENTSTOREDB_PROGRAM names it.
 *
 * @throws Error there is no PostgreSQL on this machine
 */
export async function openStores(root: string): Promise<SweptStores> {
  const binaries = (await findLocalBinaries())?.folder;
  if (binaries === undefined) throw new Error('The sweep needs the programs of PostgreSQL 15 or newer.');
  const postgres = await startLocalPostgres(binaries, POSTGRES);
  const redis = await startRedis(REDIS);
  const program = process.env['EVENTSTOREDB_PROGRAM'];
  const eventStoreDb =
    program === undefined
      ? null
      : await startEventStoreDbProgram(program, await mkdtemp(join(root, 'eventstoredb-')));

  const databaseUrl = (name: string) => Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href;
  const sql = async (url: string, ...statements: string[]) => {
    const commands = statements.flatMap((statement) => ['-c', statement]);
    await run(join(binaries, 'psql'), [...QUIET, ...commands, url]);
  };
  process.env['TEST_DATABASE_URL'] = postgres.url;
  return {
    environment: {
      REDIS_URL: redis.url,
      ...(eventStoreDb !== null && { EVENTSTOREDB_URL: eventStoreDb.url }),
    },
    async dump(url, file) {
      await run(join(binaries, 'pg_dump'), ['--file', file, url]);
    },
    async restore(file) {
      await sql(postgres.url, 'create database restored');
      await run(join(binaries, 'psql'), [...QUIET, '-f', file, databaseUrl('restored')], {
        maxBuffer: 2 ** 26,
      });
      return databaseUrl('restored');
    },
    async flush(url) {
      await sql(url, 'select pg_switch_wal()', 'checkpoint', 'select pg_switch_wal()', 'checkpoint');
      await redis.save();
    },
    async stop() {
      await eventStoreDb?.stop();
      await redis.stop();
      await postgres.stop();
    },
  };
}
