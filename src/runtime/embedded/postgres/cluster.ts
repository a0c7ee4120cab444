import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findBinaries } from './binaries.js';
import { CLUSTER } from '../data-folder.js';
import { hasCode, syncFolder } from '../durable-file.js';
import { giveTo, isReachable, serverUser, type ServerUser } from './server-user.js';

const run = promisify(execFile);

/** Owner of everything in the embedded database. */
export const OWNER = 'credence';

/** Environment of the server programs. The service's own may contain secrets, and PG… variables that change them. */
export const SERVER_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** An initialised PostgreSQL data directory, with the binaries and the user for its server. */
export interface Cluster {
  folder: string;
  /** Path of the folder for the server, whose current directory it is. */
  serverPath: string;
  binaries: string;
  user: ServerUser | undefined;
}

/** Opens the database folder inside the data folder, and initialises it at the first start. */
export async function openCluster(dataDir: string, password: string): Promise<Cluster> {
  const folder = join(dataDir, CLUSTER);
  const user = await serverUser();
  const serverPath = await pathForServer(dataDir, folder, user);
  const cluster = { folder, serverPath, binaries: await findBinaries(dataDir, user), user };
  const found = await stat(folder).catch(ignoreNotFound);
  if (!found) await initialise(cluster, dataDir, password);
  // A folder that root restored from a backup belongs to root.
  else if (user && found.uid !== user.uid) await giveTo(folder, user);
  return cluster;
}

/**
 * Returns a path by which PostgreSQL's user reaches the folder. It may be unable to traverse the path (`/root` is
 * closed to it) but can use the folder as its current directory: Node changes the directory before the user, and
 * Linux has a path for the current directory.
 */
async function pathForServer(dataDir: string, folder: string, user: ServerUser | undefined): Promise<string> {
  if (await isReachable(dataDir, user)) return folder;
  if (platform() === 'linux') return '/proc/self/cwd';
  throw new Error(
    `PostgreSQL's user cannot enter ${dataDir}. Set DATA_DIR to a folder open to it, or DATABASE_URL.`,
  );
}

/** Initialises a draft folder and renames it, so that an interrupted initdb never passes for a database. */
async function initialise(cluster: Cluster, dataDir: string, password: string): Promise<void> {
  const draft = join(dataDir, `${CLUSTER}-${randomUUID()}.draft`);
  const data = join(draft, 'data');
  await mkdir(data, { recursive: true, mode: 0o700 });
  await writeFile(join(draft, 'password'), password, { mode: 0o600 });
  if (cluster.user) await giveTo(draft, cluster.user);
  await initdb({ ...cluster, folder: data, serverPath: await pathForServer(dataDir, data, cluster.user) });
  await rename(data, cluster.folder);
  await syncFolder(dataDir);
  await rm(draft, { recursive: true, force: true });
}

async function initdb(cluster: Cluster): Promise<void> {
  const options = [
    `--username=${OWNER}`,
    '--pwfile=../password',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
  await run(join(cluster.binaries, 'initdb'), [...options, '--pgdata', cluster.serverPath], {
    ...cluster.user,
    cwd: cluster.folder,
    env: SERVER_ENVIRONMENT,
  });
}

function ignoreNotFound(error: unknown): undefined {
  if (!hasCode(error, 'ENOENT')) throw error;
}
