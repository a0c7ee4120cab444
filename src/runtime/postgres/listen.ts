import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { connectClient } from './client.js';
import type { Database } from './client.js';

const MIN_PAUSE_MS = 100;
const MAX_PAUSE_MS = 5_000;

/** How the connection calls itself, by which every running process of the service is known. */
export const LISTENING = 'credence listening';

export interface Listening {
  stop(): Promise<void>;
}

/**
 * Listens to a channel on a connection of its own, which it makes anew whenever it is lost.
 *
 * @param hear gets the payload of each notification, and `undefined` after every connect, because
 *   something may have been missed before it
 */
export function listen(
  database: Database,
  channel: string,
  hear: (payload: string | undefined) => void,
  logger: Pick<Logger, 'warn'> | undefined,
): Listening {
  const stopping = new AbortController();
  const stopped = keepListening();

  async function keepListening(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        await listenOnce(() => (failures = 0));
      } catch (error) {
        logger?.warn({ err: error }, 'the doorbell of the event log cannot be heard; polling goes on');
      }
      await pause(backOff(failures++), undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  /** Resolves when the connection has ended, for whatever reason. */
  async function listenOnce(connected: () => void): Promise<void> {
    const client = await connectClient(database, { name: LISTENING });
    const ended = new Promise((resolve) => client.once('end', resolve));
    const end = () => void client.end();
    client.on('notification', ({ payload }) => {
      hear(payload);
    });
    stopping.signal.addEventListener('abort', end, { once: true });
    // The stop may have come while the connection was made.
    if (stopping.signal.aborted) end();
    try {
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
      connected();
      hear(undefined);
      await ended;
    } finally {
      stopping.signal.removeEventListener('abort', end);
      await client.end();
    }
  }

  return {
    async stop() {
      stopping.abort();
      await stopped;
    },
  };
}

/** Half of it is chance, so that the processes of a service do not all come back at once. */
function backOff(failures: number): number {
  const longest = Math.min(MAX_PAUSE_MS, MIN_PAUSE_MS * 2 ** failures);
  return longest * (0.5 + Math.random() / 2);
}
