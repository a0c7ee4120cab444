import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { link, readdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { platform } from 'node:os';
import { join } from 'node:path';
import { hasCode } from './durable-file.js';

const LOCK = /^in-use-(\d+)\.sock$/;
const CANDIDATE = /^candidate-.*\.sock$/;

/** Codes of a failed connect to a socket without a listener. */
const NO_LISTENER = ['ECONNREFUSED', 'ECONNRESET', 'ENOENT'];

/** Another live process uses the folder. */
export class FolderInUse extends Error {
  constructor(folder: string) {
    super(`${folder} is in use by another running Credence. Stop it, or set DATA_DIR to another folder.`);
    this.name = 'FolderInUse';
  }
}

/**
 * Locks the folder for this process until it calls the returned function or ends, by a kill too.
 *
 * The lock is a Unix socket on which its owner listens. A connect fails once the owner is dead, so a reused process id
 * cannot mislead, and the check also works between containers that share the folder. Locks are numbered and the highest
 * number is the valid one. A dead lock stays until the next owner has the number above it, so that no process removes a
 * name that another process is about to claim.
 *
 * @throws FolderInUse
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const near = nearPath(folder);
  const candidate = `candidate-${randomBytes(6).toString('hex')}.sock`;
  const server = await listen(near.path(candidate));
  const release = async () => {
    await close(server);
    near.release();
  };
  try {
    const number = await claim(folder, near.path, candidate);
    await removeDeadLocks(folder, near.path, number);
    return release;
  } catch (error) {
    await release();
    throw error;
  } finally {
    await rm(join(folder, candidate), { force: true });
  }
}

/**
 * Links the listening socket to the number after the highest. `link` fails for an existing name, so only one process
 * gets the number. The second check detects that faster processes have claimed higher numbers since the first.
 */
async function claim(folder: string, path: (name: string) => string, candidate: string): Promise<number> {
  for (;;) {
    const last = await highestLock(folder);
    if (last > 0 && (await isListening(path(lockName(last))))) throw new FolderInUse(folder);
    const number = last + 1;
    try {
      await link(join(folder, candidate), join(folder, lockName(number)));
    } catch (error) {
      if (hasCode(error, 'EEXIST')) continue;
      throw error;
    }
    if ((await highestLock(folder)) === number) return number;
    await rm(join(folder, lockName(number)), { force: true });
  }
}

async function removeDeadLocks(folder: string, path: (name: string) => string, own: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const isOld = lockNumber(name) > 0 && lockNumber(name) < own;
    const isAbandoned = CANDIDATE.test(name) && !(await isListening(path(name)));
    if (isOld || isAbandoned) await rm(join(folder, name), { force: true });
  }
}

async function highestLock(folder: string): Promise<number> {
  return Math.max(0, ...(await readdir(folder)).map(lockNumber));
}

function lockName(number: number): string {
  return `in-use-${number}.sock`;
}

/** Returns 0 for a file that is not a lock. */
function lockNumber(name: string): number {
  return Number(LOCK.exec(name)?.[1] ?? 0);
}

/** Shortens socket paths, which are limited to 107 bytes (103 on macOS). Works on Linux, through a folder descriptor. */
function nearPath(folder: string): { path: (name: string) => string; release: () => void } {
  if (platform() !== 'linux') return { path: (name) => join(folder, name), release: () => undefined };
  const descriptor = openSync(folder, 'r');
  return {
    path: (name) => `/proc/self/fd/${descriptor}/${name}`,
    release: () => {
      closeSync(descriptor);
    },
  };
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((client) => client.destroy());
    server.once('error', reject);
    server.listen(path, () => {
      resolve(server.unref());
    });
  });
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const client = connect(path);
    client.once('connect', () => {
      client.destroy();
      resolve(true);
    });
    client.once('error', (error) => {
      if (NO_LISTENER.some((code) => hasCode(error, code))) resolve(false);
      // The listener's backlog is full.
      else if (hasCode(error, 'EAGAIN')) resolve(true);
      else reject(error);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
