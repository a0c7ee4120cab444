import pg from 'pg';
import type { Logger } from 'pino';
import { LogUnavailable } from '../port.js';

export type WarningLogger = Pick<Logger, 'warn'>;

const CONNECT_MS = 5_000;
const LOCK_MS = 5_000;
const STATEMENT_MS = 10_000;
/** The client's limit for a server that does not answer. Longer than the server's own limit. */
const QUERY_MS = 12_000;

const MAX_CONNECTIONS = 10;

const SETTINGS = [
  // An index serves every statement, and each connection plans a statement once. A plan made while the tables are empty
  // would prefer sequential scans, and stay in use.
  '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off',
  // `log.append_batch` must see the commits that happened while it waited for its lock.
  String.raw`-c default_transaction_isolation=read\ committed`,
].join(' ');

/** Returns the options of every connection to the log. Every wait has a limit. */
export function connectionTo(url: string) {
  return {
    connectionString: url,
    application_name: 'credence log',
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
  };
}

/** Opens the pool of the log. It is not shared, so that no other part of the service can stall appends. */
export function openPool(url: string, logger: WarningLogger | undefined): pg.Pool {
  const pool = new pg.Pool({
    ...connectionTo(url),
    max: MAX_CONNECTIONS,
    lock_timeout: LOCK_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: QUERY_MS,
    options: SETTINGS,
  });
  pool.on('error', (error) => logger?.warn({ err: error }, 'idle connection to the event log lost'));
  return pool;
}

/**
 * Runs one statement and returns its rows as arrays.
 *
 * @throws LogUnavailable the statement may or may not have run
 * @throws pg.DatabaseError the database rejected the statement; it had no effect
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

/** The SQLSTATE classes that describe the server and not the statement (PostgreSQL, appendix A). */
const SERVER_CONDITIONS = new Set([
  '08', // connection exception
  '28', // login rejected
  '3D', // unknown database
  '40', // transaction rolled back because of another one
  '53', // out of disk, memory or connections
  '55', // lock timeout
  '57', // shut down, starting up, statement timeout
  '58', // input or output error
]);
/** The server has become a standby. */
const READ_ONLY = '25006';

function isUnavailable(error: unknown): boolean {
  // Any other error comes from the connection: refused, reset, ended, timed out.
  if (!(error instanceof pg.DatabaseError)) return true;
  return error.code === READ_ONLY || SERVER_CONDITIONS.has(error.code?.slice(0, 2) ?? '');
}
