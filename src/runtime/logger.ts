import { pino } from 'pino';
import type { Logger } from 'pino';

/**
 * Creates a logger that writes one JSON object a line to standard output, with times in UTC. Callers log ids, never
 * secrets or personal data.
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
 * Returns the name, code, message and stack of an error and of its causes. Other properties are dropped: errors of a
 * database driver carry the connection and the offending row.
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
