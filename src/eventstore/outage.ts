import { LogUnavailable } from './port.js';

/**
 * SQLSTATE classes that tell of the server's state and not of the statement: connection exception,
 * transaction rollback, insufficient resources, operator intervention (PostgreSQL, appendix A).
 */
const SQLSTATES = /^(08|40|53|57)/;
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EAI_AGAIN',
]);
/** `pg` and its pool say these without a code. */
const WORDS =
  /Connection terminated|timeout (exceeded|expired)|Query read timeout|Client has encountered a connection error/;

/** Whether a failure says only that a store is away or busy: the same work may succeed later. */
export function isOutage(error: unknown): boolean {
  if (error instanceof LogUnavailable) return true;
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return NETWORK.has(code) || (code.length === 5 && SQLSTATES.test(code)) || WORDS.test(error.message);
}
