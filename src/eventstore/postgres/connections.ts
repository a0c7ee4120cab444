import pg from 'pg';
import type { Logger } from 'pino';
import { openPool } from '../../runtime/postgres/client.js';
import type { Database } from '../../runtime/postgres/client.js';
import { isDatabaseOutage } from '../../runtime/postgres/outage.js';
import { LogUnavailable } from '../port.js';

export type WarningLogger = Pick<Logger, 'warn'>;

const LIMITS = { statementMs: 10_000 };
const MAX_CONNECTIONS = 10;

const SETTINGS = {
  // An index serves every statement, and each connection plans a statement once. A plan made while the tables are empty
  // would prefer sequential scans, and stay in use.
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  jit: 'off',
};

/** Opens the pool of the log. It is not shared, so that no other part of the service can stall appends. */
export function openLogPool(database: Database): pg.Pool {
  return openPool(database, {
    name: 'credence log',
    max: MAX_CONNECTIONS,
    limits: LIMITS,
    settings: SETTINGS,
  });
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
    // An error that does not come from the server comes from the connection: refused, reset, ended, timed out.
    const unavailable = !(error instanceof pg.DatabaseError) || isDatabaseOutage(error);
    throw unavailable ? new LogUnavailable({ cause: error }) : error;
  }
}
