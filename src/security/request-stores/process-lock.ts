import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';

/** The class id of the advisory locks that mark running processes. */
export const PROCESS_LOCK_CLASS = 1_129_923_652;
const RECONNECT_MS = 1000;

/**
 * Holds an advisory lock that marks this process as running, on a connection of its own. PostgreSQL releases the lock
 * when the process ends. A lost connection is opened again.
 *
 * @param id the object id of the lock, an integer of 31 bits
 * @returns when `stopped` is aborted and the connection is closed
 */
export async function holdProcessLock(
  url: string,
  id: number,
  stopped: AbortSignal,
  logger: Logger,
): Promise<void> {
  const isStopped = () => stopped.aborted;
  while (!isStopped()) {
    const client = new pg.Client({ connectionString: url, keepAlive: true });
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    const end = () => void client.end();
    client.on('error', (error) => logger.warn({ err: error }, 'connection of the process lock lost'));
    try {
      await client.connect();
      await client.query('select pg_advisory_lock($1, $2)', [PROCESS_LOCK_CLASS, id]);
      stopped.addEventListener('abort', end, { once: true });
      if (isStopped()) end();
      await ended;
      stopped.removeEventListener('abort', end);
    } catch (error) {
      logger.warn({ err: error }, 'process lock not acquired');
      await client.end();
      await sleep(RECONNECT_MS, undefined, { signal: stopped }).catch(() => undefined);
    }
  }
}
