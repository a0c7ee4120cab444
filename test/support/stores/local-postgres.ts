import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from '../../../src/runtime/embedded/postgres/free-port.js';
import { giveTo, serverUser, type ServerUser } from '../../../src/runtime/embedded/postgres/server-user.js';

const run = promisify(execFile);

const OLDEST_VERSION = 15;
const READY_MS = 20_000;

/** The folder and version of the newest PostgreSQL on this machine, or undefined if it is too old. */
export async function findLocalBinaries(): Promise<{ folder: string; version: string } | undefined> {
  const folders = [await configuredFolder(), ...(await packagedFolders())];
  for (const folder of folders.filter((folder) => folder !== undefined)) {
    const version = await versionOf(folder);
    if (version && Number(/^postgres \(PostgreSQL\) (\d+)/.exec(version)?.[1]) >= OLDEST_VERSION) {
      return { folder, version };
    }
  }
  return undefined;
}

/**
 * Starts a server in a new folder without durability. It ends with the process group of the tests.
 *
 * @param extra settings of the server, such as `wal_recycle=off`
 */
export async function startLocalPostgres(
  binaries: string,
  extra: readonly string[] = [],
): Promise<{ url: string; stop: () => Promise<void> }> {
  const user = await serverUser();
  const folder = await mkdtemp(join(tmpdir(), 'credence-test-'));
  if (user) await giveTo(folder, user);
  await initialise(binaries, folder, user);

  const port = await freePort();
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    ...extra,
  ];
  const server = spawn(
    join(binaries, 'postgres'),
    ['-F', '-D', folder, ...settings.flatMap((setting) => ['-c', setting])],
    { ...user, cwd: '/', stdio: 'ignore' },
  );
  const exit = once(server, 'exit');
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await becomesReady(url);
  return {
    url,
    stop: async () => {
      server.kill('SIGINT');
      await exit;
      await rm(folder, { recursive: true });
    },
  };
}

async function initialise(binaries: string, folder: string, user: ServerUser | undefined): Promise<void> {
  const options = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
  await run(join(binaries, 'initdb'), [...options, '--pgdata', folder], { ...user, cwd: '/' });
}

async function becomesReady(url: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(20);
    }
  }
}

async function configuredFolder(): Promise<string | undefined> {
  try {
    return (await run('pg_config', ['--bindir'])).stdout.trim();
  } catch {
    return undefined;
  }
}

/** The folders of Debian's packages, which are not in PATH, newest version first. */
async function packagedFolders(): Promise<string[]> {
  const root = '/usr/lib/postgresql';
  const versions = await readdir(root).catch(() => []);
  return versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(root, version, 'bin'));
}

async function versionOf(folder: string): Promise<string | undefined> {
  try {
    return (await run(join(folder, 'postgres'), ['--version'])).stdout.trim();
  } catch {
    return undefined;
  }
}
