import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { link, readdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { platform } from 'node:os';
import { join } from 'node:path';
import { hasCode } from './durable-file.js';

const LOCK = /^in-use-(\d+)\.sock$/;
const CANDIDATE = /^candidate-.*\.sock$/;

/** What a connect says when nobody listens, or stopped just then. */
const GONE = ['ECONNREFUSED', 'ECONNRESET', 'ENOENT'];

/** Another live program works in the folder. */
export class FolderInUse extends Error {
  constructor(folder: string) {
    super(
      `${folder} is in use by another running Credence. Stop that one, or set DATA_DIR to another folder.`,
    );
    this.name = 'FolderInUse';
  }
}

/**
 * Takes the folder for this process until the returned function is called or the process ends, however it ends.
 *
 * The lock is a Unix socket on which its owner listens, so "is the owner alive?" is asked of the kernel by
 * connecting: a dead owner refuses, no matter who has its process id now, and the answer is right between two
 * containers that share the folder. Locks are numbered and the highest number counts. It stays when its owner is gone
 * and the next owner takes the number above, so nobody ever removes a name that another may be taking.
 * Throws {@link FolderInUse}.
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
 * Gives the listening socket the number after the highest. `link` refuses an existing name, so of many only one gets
 * it; the second look is for those so slow that others came and went since the first.
 */
async function claim(folder: string, path: (name: string) => string, candidate: string): Promise<number> {
  for (;;) {
    const last = await highestLock(folder);
    if (last > 0 && (await isListening(path(lockName(last))))) throw new FolderInUse(folder);
    const mine = last + 1;
    try {
      await link(join(folder, candidate), join(folder, lockName(mine)));
    } catch (error) {
      if (hasCode(error, 'EEXIST')) continue;
      throw error;
    }
    if ((await highestLock(folder)) === mine) return mine;
    await rm(join(folder, lockName(mine)), { force: true });
  }
}

async function removeDeadLocks(folder: string, path: (name: string) => string, mine: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const isOld = lockNumber(name) > 0 && lockNumber(name) < mine;
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

/** 0 for a file that is no lock. */
function lockNumber(name: string): number {
  return Number(LOCK.exec(name)?.[1] ?? 0);
}

/** A socket's path may have 107 bytes only (103 on macOS). On Linux a descriptor of the folder shortens any path. */
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
    const server = createServer((caller) => caller.destroy());
    server.once('error', reject);
    server.listen(path, () => {
      resolve(server.unref());
    });
  });
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const caller = connect(path);
    caller.once('connect', () => {
      caller.destroy();
      resolve(true);
    });
    caller.once('error', (error) => {
      if (GONE.some((code) => hasCode(error, code))) resolve(false);
      // Its queue of callers is full.
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
