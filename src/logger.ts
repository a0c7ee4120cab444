import { pino } from 'pino';
import type { Logger } from 'pino';

/**
 * One JSON object a line on standard output, times in UTC. What is logged carries ids, never secrets or
 * personal data; an error shows its kind, its words and where it was thrown.
 */
export function createLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}
