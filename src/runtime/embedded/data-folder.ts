import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, readdir, realpath, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { platform, userInfo } from 'node:os';
import { replaceFile, hasCode } from './durable-file.js';
import { lockFolder } from './folder-lock.js';

/** Name of the database folder inside the data folder. */
export const CLUSTER = 'postgresql';

const SECRET_BYTES = 32;
const NO_ACCESS = ['EACCES', 'EPERM', 'EROFS'];
const NO_FOLDER = ['EEXIST', 'ENOTDIR'];
const SECRET_FORMAT = /^[A-Za-z0-9_-]{43}$/;

/** The data folder cannot be used. The message names the remedy. */
export class UnusableDataFolder extends Error {
  override readonly name = 'UnusableDataFolder';
}

/** A folder that only this process uses, and the secrets in it. */
export interface DataFolder {
  /** Absolute, without symbolic links. */
  path: string;
  /** The master secret, 256 bits in base64url. */
  secretKey: string;
  /** The database owner's password, 256 bits in base64url. */
  databasePassword: string;
  /** Unlocks the folder. */
  close: () => Promise<void>;
}

/**
 * Creates the folder if it is missing, locks it, and reads its secrets, which the first start generates. A process
 * killed at any point leaves a folder that opens again.
 *
 * @throws FolderInUse another live process uses it
 * @throws UnusableDataFolder it is not writable, or a secret that its data needs is missing
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const folder = resolve(path);
  try {
    return await openOwnFolder(folder);
  } catch (cause) {
    if (NO_FOLDER.some((code) => hasCode(cause, code)))
      throw new UnusableDataFolder('DATA_DIR names a file; set it to a folder.', { cause });
    if (!NO_ACCESS.some((code) => hasCode(cause, code))) throw cause;
    throw new UnusableDataFolder(
      `The data folder ${folder}, or a file in it, belongs to another user or is read-only. ` +
        'Start as that user, or set DATA_DIR to another folder.',
      { cause },
    );
  }
}

async function openOwnFolder(path: string): Promise<DataFolder> {
  const folder = await createFolder(path);
  const close = await lockFolder(folder);
  try {
    await removeLeftovers(folder);
    return {
      path: folder,
      secretKey: await readSecret(folder, 'secret-key'),
      databasePassword: await readSecret(folder, 'database-password'),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Creates a folder for this user only. Under root, other users may traverse it: PostgreSQL then runs as another user. */
async function createFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const { mode } = await stat(path);
  const isRoot = userInfo().uid === 0;
  // Windows reports every folder as open to all.
  if (platform() !== 'win32' && (mode & (isRoot ? 0o066 : 0o077)) !== 0)
    throw new UnusableDataFolder('DATA_DIR is open to other users; run chmod 700 on it.');
  if (isRoot) await chmod(path, mode | 0o111);
  return realpath(path);
}

/** Removes the drafts of killed processes. A draft that an orphaned initdb still writes to is left for the next start. */
async function removeLeftovers(folder: string): Promise<void> {
  const leftovers = (await readdir(folder)).filter((name) => name.endsWith('.draft'));
  await Promise.allSettled(leftovers.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

async function readSecret(folder: string, name: string): Promise<string> {
  const file = join(folder, name);
  if (!(await exists(file))) {
    // A new secret would match neither the database password nor the data encrypted with the old one.
    if (await exists(join(folder, CLUSTER))) {
      throw new UnusableDataFolder(
        `${file} is missing, and the data beside it cannot be read without it. Restore it from a backup.`,
      );
    }
    await replaceFile(file, randomBytes(SECRET_BYTES).toString('base64url'));
  }
  const secret = (await readFile(file, 'utf8')).trim();
  if (!SECRET_FORMAT.test(secret))
    throw new UnusableDataFolder(`${file} does not contain a secret of Credence. Restore it from a backup.`);
  return secret;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
