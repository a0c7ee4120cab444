import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Returns the reason why a program cannot be used here; null where it can. */
export async function whyNoProgram(program: string, debianPackage: string): Promise<string | null> {
  const found = spawn('which', [program], { stdio: 'ignore', env: { PATH: programPath() } });
  const [code] = (await once(found, 'exit')) as [number | null];
  return code === 0 ? null : `there is no ${program} on the PATH (Debian: apt-get install ${debianPackage})`;
}

/** Debian keeps servers where ordinary users do not look. */
export function programPath(): string {
  return `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
}
