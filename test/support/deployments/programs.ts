import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Debian installs servers into folders that are not in the PATH of ordinary users. */
const SERVER_FOLDERS = ['/usr/sbin', '/sbin'];

/** Returns the reason why a program cannot be used here; null where it can. */
export async function whyNoProgram(program: string, debianPackage: string): Promise<string | null> {
  const found = await findProgram(program);
  return found === null
    ? `there is no ${program} on the PATH (Debian: apt-get install ${debianPackage})`
    : null;
}

/** Returns the path of an executable, or null. Runs nothing, so that a machine without `which` answers, too. */
async function findProgram(program: string): Promise<string | null> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SERVER_FOLDERS];
  for (const file of folders.map((folder) => join(folder, program))) {
    const isExecutable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isExecutable) return file;
  }
  return null;
}
