import { pino } from 'pino';
import type { Logger } from 'pino';

/**
 * One JSON object a line on standard output, times in UTC. What is logged carries ids, never secrets or
 * personal data.
 */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
  });
}

/**
 * An error's kind, code, words and place, and the same of its cause. Nothing else that a library hangs on its
 * errors: a database driver's carry the connection, and the row that broke a rule.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...('code' in error && { code: String(error.code) }),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}
