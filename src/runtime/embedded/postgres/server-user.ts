import { execFile } from 'node:child_process';
import { chown, lstat, readdir, realpath, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The user that runs PostgreSQL. */
export interface ServerUser {
  uid: number;
  gid: number;
}

/**
 * Returns the user for PostgreSQL, which refuses to run as root: under root the user `postgres`, created if it is
 * missing; otherwise `undefined` for the current user.
 *
 * @throws Error the user is missing and cannot be created
 */
export async function serverUser(): Promise<ServerUser | undefined> {
  if (userInfo().uid !== 0) return undefined;
  const existing = await findUser('postgres');
  if (existing) return existing;
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      'postgres',
    ]);
  } catch (cause) {
    throw new Error(
      'PostgreSQL does not run as root, and the user "postgres" could not be created. ' +
        'Start Credence as another user, create that user, or set DATABASE_URL.',
      { cause },
    );
  }
  return findUser('postgres');
}

/** Returns true if the user can traverse every folder of the path. */
export async function isReachable(folder: string, user: ServerUser | undefined): Promise<boolean> {
  if (!user) return true;
  for (let at = await realpath(folder); ; at = dirname(at)) {
    const { uid, gid, mode } = await stat(at);
    const pass = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & pass) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** Changes the owner of a folder and its contents, the folder last: its owner shows whether an earlier call finished. */
export async function giveTo(path: string, user: ServerUser): Promise<void> {
  const found = await lstat(path);
  if (found.isSymbolicLink()) return;
  if (found.isDirectory()) {
    for (const name of await readdir(path)) await giveTo(join(path, name), user);
  }
  await chown(path, user.uid, user.gid);
}

async function findUser(name: string): Promise<ServerUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}
