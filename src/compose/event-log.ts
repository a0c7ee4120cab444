import type { Logger } from 'pino';
import { InvalidConfiguration } from '../config/invalid-configuration.js';
import type { EventStore } from '../eventstore/port.js';
import { openPostgresEventStore } from '../eventstore/postgres/event-store.js';
import type { Database } from '../runtime/postgres/client.js';

/** An event store that holds connections until it is stopped. */
export type OpenLog = EventStore & { stop(): Promise<void> };

/**
 * Opens the log of an EventStoreDB connection string, or the one in a PostgreSQL database.
 *
 * @throws InvalidConfiguration an EventStoreDB connection string is malformed
 */
export async function openLog(location: string | Database, logger: Logger): Promise<OpenLog> {
  if (typeof location !== 'string') return openPostgresEventStore({ database: location, logger });
  // Loaded on demand: importing its client takes a sixth of a second, and most deployments do not use it.
  const { openEventStoreDb } = await import('../eventstore/eventstoredb/event-store.js');
  try {
    return openEventStoreDb({ url: location, logger });
  } catch {
    // The client's own message may quote a part of the value.
    throw new InvalidConfiguration(
      'the EventStoreDB connection string, or a certificate that it names, cannot be read',
    );
  }
}

/** Returns true for an EventStoreDB connection string. */
export function isEventStoreDb(url: string): boolean {
  return /^esdb(\+discover)?:/.test(url);
}
