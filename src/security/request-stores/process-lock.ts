import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { connectClient } from '../../runtime/postgres/client.js';
import type { Database } from '../../runtime/postgres/client.js';

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
  database: Database,
  id: number,
  stopped: AbortSignal,
  logger: Logger,
): Promise<void> {
  const isStopped = () => stopped.aborted;
  while (!isStopped()) {
    try {
      const client = await connectClient(database, { name: 'credence process lock' });
      const ended = new Promise<void>((resolve) => client.once('end', resolve));
      const end = () => void client.end();
      await client.query('select pg_advisory_lock($1, $2)', [PROCESS_LOCK_CLASS, id]);
      stopped.addEventListener('abort', end, { once: true });
      if (isStopped()) end();
      await ended;
      stopped.removeEventListener('abort', end);
      if (!isStopped()) logger.warn('connection of the process lock lost');
    } catch (error) {
      logger.warn({ err: error }, 'process lock not acquired');
      await sleep(RECONNECT_MS, undefined, { signal: stopped }).catch(() => undefined);
    }
  }
}
