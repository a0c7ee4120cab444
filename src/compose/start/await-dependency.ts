import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';

const MIN_PAUSE_MS = 250;
const MAX_PAUSE_MS = 2000;

interface Dependency {
  /** Name in the log, such as `PostgreSQL`. */
  readonly name: string;
  /** Reports whether another attempt may succeed. */
  readonly isTransient: (error: unknown) => boolean;
  /** Translates the last error for the operator. */
  readonly refusal: (error: unknown) => unknown;
  readonly timeoutMs: number;
  readonly logger: Pick<Logger, 'warn'>;
}

/**
 * Repeats an attempt until it succeeds, fails permanently, or the time is over. A deployment starts its stores and its
 * processes at the same time, so the stores may come later.
 */
export async function awaitDependency<Result>(
  { name, isTransient, refusal, timeoutMs, logger }: Dependency,
  attempt: () => Promise<Result>,
): Promise<Result> {
  const deadline = performance.now() + timeoutMs;
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      const pauseMs = Math.min(MAX_PAUSE_MS, MIN_PAUSE_MS * 2 ** failures);
      if (!isTransient(error) || performance.now() + pauseMs > deadline) throw refusal(error);
      const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
      logger.warn({ dependency: name, code, retry_ms: pauseMs }, `waiting for ${name}`);
      await pause(pauseMs);
    }
  }
}
