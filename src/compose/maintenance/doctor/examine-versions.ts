import type { Config } from '../../../config/config.js';
import { connectClient } from '../../../runtime/postgres/client.js';
import { openDatabase } from '../../../runtime/postgres/open-database.js';
import { Unhealthy } from './unhealthy.js';

/** The oldest versions that the service works with. */
const OLDEST = { node: '20.19', postgresql: '14' };

interface Versions {
  readonly node: string;
  /** Null for the embedded database, which has the version that the service needs. */
  readonly postgresql: string | null;
}

/**
 * Reads the versions of Node.js and PostgreSQL.
 *
 * @throws Unhealthy one is too old
 */
export async function examineVersions({ databaseUrl, schemaPrefix }: Config): Promise<string> {
  const node = process.versions.node;
  if (databaseUrl === null) return requireVersions({ node, postgresql: null });
  const database = await openDatabase(databaseUrl, schemaPrefix).catch(() => null);
  if (database === null) return 'not examined; PostgreSQL does not work';
  const client = await connectClient(database, { name: 'credence doctor' });
  try {
    const { rows } = await client.query<{ version: string }>(
      `select current_setting('server_version') as version`,
    );
    return requireVersions({ node, postgresql: rows[0]?.version ?? '0' });
  } finally {
    await client.end();
  }
}

/** @throws Unhealthy */
export function requireVersions({ node, postgresql }: Versions): string {
  requireAtLeast('Node.js', node, OLDEST.node);
  if (postgresql === null) return `ok, Node.js ${node}`;
  requireAtLeast('PostgreSQL', postgresql, OLDEST.postgresql);
  return `ok, Node.js ${node}, PostgreSQL ${postgresql}`;
}

function requireAtLeast(program: string, version: string, oldest: string): void {
  const [major = 0, minor = 0] = numbersIn(version);
  const [oldestMajor = 0, oldestMinor = 0] = numbersIn(oldest);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new Unhealthy(`${program} is ${version}; update it to ${oldest} or newer`);
}

function numbersIn(version: string): number[] {
  return [...version.matchAll(/\d+/g)].map(([digits]) => Number(digits));
}
