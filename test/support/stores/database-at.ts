import type { Database } from '../../../src/runtime/postgres/client.js';
import { parseDatabaseUrl } from '../../../src/runtime/postgres/connection-url.js';
import { DEFAULT_PREFIX } from '../../../src/runtime/postgres/schema-prefix.js';

/** Returns the database of a test's URL, without TLS. */
export function databaseAt(url: string): Database {
  return { target: parseDatabaseUrl(url), tls: false, prefix: DEFAULT_PREFIX };
}
