import { LogUnavailable } from './port.js';

/**
 * SQLSTATE classes that describe the server's state and not the statement: connection exception, transaction rollback,
 * insufficient resources, operator intervention (PostgreSQL, appendix A).
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
/** `pg` and its pool throw these without a code. */
const MESSAGES =
  /Connection terminated|timeout (exceeded|expired)|Query read timeout|Client has encountered a connection error/;

/** Tells whether a failure means only that a store is unavailable or busy, so that a retry may succeed. */
export function isOutage(error: unknown): boolean {
  if (error instanceof LogUnavailable) return true;
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return NETWORK.has(code) || (code.length === 5 && SQLSTATES.test(code)) || MESSAGES.test(error.message);
}
