import type { Logger } from 'pino';
import { InvalidConfiguration } from '../config/config.js';
import type { EventStore } from '../eventstore/port.js';
import { openPostgresEventStore } from '../eventstore/postgres/event-store.js';

/** A log that has to be closed. */
export type OpenLog = EventStore & { stop(): Promise<void> };

/**
 * Opens the log that a URL names: in EventStoreDB or in PostgreSQL.
 *
 * @throws InvalidConfiguration it is no connection string of EventStoreDB although it begins like one
 */
export async function openLog(url: string, logger: Logger): Promise<OpenLog> {
  if (!isEventStoreDb(url)) return openPostgresEventStore({ url, logger });
  // Loaded only here: its client takes a sixth of a second, which most starts need not wait for.
  const { openEventStoreDb } = await import('../eventstore/eventstoredb/event-store.js');
  try {
    return openEventStoreDb({ url, logger });
  } catch {
    // The client's own message may repeat a part of the value.
    throw new InvalidConfiguration(
      'the connection string of EventStoreDB, or a certificate that it names, cannot be read',
    );
  }
}

export function isEventStoreDb(url: string): boolean {
  return /^esdb(\+discover)?:/.test(url);
}
