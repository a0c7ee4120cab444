import pg from 'pg';
import type { Logger } from 'pino';
import { LogUnavailable } from '../port.js';

export type WarningLogger = Pick<Logger, 'warn'>;

const CONNECT_MS = 5_000;
const LOCK_MS = 5_000;
const STATEMENT_MS = 10_000;
/** The client's own limit, for a server that does not answer at all; later than the server's. */
const SILENCE_MS = 12_000;

const MAX_CONNECTIONS = 10;

const SETTINGS = [
  // Every statement is served by an index and runs unchanged for the life of a connection. A plan made
  // while the tables are still empty would prefer to read them whole, and be kept.
  '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off',
  // `credence_log.append_batch` must see what was committed while it waited for its lock.
  String.raw`-c default_transaction_isolation=read\ committed`,
].join(' ');

/** How every connection of the log is made: bounded in time, so that nothing waits for ever. */
export function connectionTo(url: string) {
  return {
    connectionString: url,
    application_name: 'credence log',
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
  };
}

/** The log's own connections: no other part of the service can use them up and stall its appends. */
export function openPool(url: string, logger: WarningLogger | undefined): pg.Pool {
  const pool = new pg.Pool({
    ...connectionTo(url),
    max: MAX_CONNECTIONS,
    lock_timeout: LOCK_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: SILENCE_MS,
    options: SETTINGS,
  });
  pool.on('error', (error) => logger?.warn({ err: error }, 'an idle connection to the event log was lost'));
  return pool;
}

/**
 * Runs one statement and returns its rows as arrays.
 *
 * @throws LogUnavailable where the statement may or may not have run
 * @throws pg.DatabaseError where the database refused it; it had no effect
 */
export async function query<Row extends unknown[]>(
  pool: pg.Pool,
  statement: { name: string; text: string; values: unknown[] },
): Promise<Row[]> {
  try {
    const { rows } = await pool.query<Row>({ ...statement, rowMode: 'array' });
    return rows;
  } catch (error) {
    throw isUnavailable(error) ? new LogUnavailable({ cause: error }) : error;
  }
}

/** PostgreSQL Appendix A, classes of SQLSTATE that say something of the server and nothing of the statement. */
const SERVER_TROUBLE = new Set([
  '08', // connection exception
  '28', // the server does not let us in
  '3D', // the database is not there
  '40', // rolled back for the sake of another transaction
  '53', // out of disk, memory or connections
  '55', // lock timeout
  '57', // shut down, starting up, statement timeout
  '58', // input or output error
]);
/** A server that has become a standby. */
const READ_ONLY = '25006';

function isUnavailable(error: unknown): boolean {
  // What does not come from the server comes from the connection: refused, reset, ended, timed out.
  if (!(error instanceof pg.DatabaseError)) return true;
  return error.code === READ_ONLY || SERVER_TROUBLE.has(error.code?.slice(0, 2) ?? '');
}
