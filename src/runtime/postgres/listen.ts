import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { connectClient } from './client.js';
import type { Database } from './client.js';

const MIN_PAUSE_MS = 100;
const MAX_PAUSE_MS = 5_000;

/** The application name of the connection. It identifies the running processes of the service. */
export const LISTENING = 'credence listening';

export interface Listening {
  stop(): Promise<void>;
}

/**
 * Listens to a channel on a dedicated connection, and reconnects whenever it is lost.
 *
 * @param receive called with the payload of each notification, and with `undefined` after every connect, because
 *   notifications may have been missed before
 */
export function listen(
  database: Database,
  channel: string,
  receive: (payload: string | undefined) => void,
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
        logger?.warn({ err: error }, 'listening to the event log failed; polling continues');
      }
      await pause(backOff(failures++), undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  /** Resolves when the connection has ended, for any reason. */
  async function listenOnce(connected: () => void): Promise<void> {
    const client = await connectClient(database, { name: LISTENING });
    const ended = new Promise((resolve) => client.once('end', resolve));
    const end = () => void client.end();
    client.on('notification', ({ payload }) => {
      receive(payload);
    });
    stopping.signal.addEventListener('abort', end, { once: true });
    // The stop may have come while the connection was made.
    if (stopping.signal.aborted) end();
    try {
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
      connected();
      receive(undefined);
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

/** Returns the pause before a reconnect. Half of it is random, so that processes do not reconnect simultaneously. */
function backOff(failures: number): number {
  const longest = Math.min(MAX_PAUSE_MS, MIN_PAUSE_MS * 2 ** failures);
  return longest * (0.5 + Math.random() / 2);
}
