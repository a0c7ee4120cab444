import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder } from '../../../src/runtime/embedded/data-folder.js';
import { startEmbeddedPostgres } from '../../../src/runtime/embedded/postgres/postgres.js';
import { findLocalBinaries, startLocalPostgres } from './local-postgres.js';

/** A PostgreSQL server for tests: its address, its description, and its stop function. */
export interface TestServer {
  url: string;
  /** A description for the person who runs the tests. */
  source: string;
  stop: () => Promise<void>;
}

/**
 * Returns the first available server: that of TEST_DATABASE_URL (never stopped), a container if a Docker engine answers,
 * the machine's own PostgreSQL 15 or newer, or the embedded one.
 */
export async function startTestServer(): Promise<TestServer> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) return { url: given, source: 'the server of TEST_DATABASE_URL', stop: () => Promise.resolve() };
  return (await startContainer()) ?? (await startLocal()) ?? (await startEmbedded());
}

/** Imported on demand, because it is slow to load and useless without Docker. */
async function startContainer(): Promise<TestServer | undefined> {
  const { getContainerRuntimeClient } = await import('testcontainers');
  try {
    await getContainerRuntimeClient();
  } catch {
    return undefined;
  }
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const image = 'postgres:18-alpine';
  const container = await new PostgreSqlContainer(image).start();
  return {
    url: container.getConnectionUri(),
    source: `a container of ${image}`,
    stop: async () => {
      await container.stop();
    },
  };
}

async function startLocal(): Promise<TestServer | undefined> {
  const binaries = await findLocalBinaries();
  if (!binaries) return undefined;
  return {
    ...(await startLocalPostgres(binaries.folder)),
    source: `${binaries.version} of ${binaries.folder}`,
  };
}

async function startEmbedded(): Promise<TestServer> {
  const folder = await openDataFolder(await mkdtemp(join(tmpdir(), 'credence-test-')));
  const server = await startEmbeddedPostgres({
    dataDir: folder.path,
    password: folder.databasePassword,
    log: () => undefined,
  });
  return {
    url: server.url,
    source: 'the embedded PostgreSQL',
    stop: async () => {
      await server.stop();
      await folder.close();
      await rm(folder.path, { recursive: true });
    },
  };
}
