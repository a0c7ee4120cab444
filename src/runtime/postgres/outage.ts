import pg from 'pg';

/**
 * SQLSTATEs that speak of the server and not of the statement (PostgreSQL documentation, Appendix A). The same
 * statement may succeed later, so they answer 503 and park nothing.
 */
const CLASSES = new Set([
  '08', // connection exception
  '28', // invalid authorization
  '3D', // the database does not exist
  '40', // rolled back in favour of another transaction
  '53', // out of disk, memory or connections
  '55', // lock not available
  '57', // shutting down, starting up, cancelled
  '58', // input or output error
]);
const STATES = new Set([
  '25006', // read-only: a standby, or a server set to read only
  '25P03', // idle in a transaction for too long
]);

const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'ENOENT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
]);
/** Messages of `pg` and its pool that come without a code. */
const MESSAGES =
  /Connection terminated|timeout (exceeded|expired)|Query read timeout|Client has encountered a connection error|not queryable/;

/** Reports whether a failure says only that PostgreSQL is unavailable or busy. */
export function isDatabaseOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  if (error instanceof pg.DatabaseError) return STATES.has(code) || CLASSES.has(code.slice(0, 2));
  return NETWORK.has(code) || MESSAGES.test(error.message);
}
