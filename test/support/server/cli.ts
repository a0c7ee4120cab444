import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const CLI = process.env['TEST_PROGRAM'] ?? fileURLToPath(new URL('../../../src/cli.js', import.meta.url));

/** Starts `credence`. It inherits only PATH and HOME from the environment of the tests. */
export function spawnCli(args: readonly string[], environment: Record<string, string>): ChildProcess {
  return spawn(process.execPath, ['--enable-source-maps', CLI, ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs a command of `credence` until it exits, and returns its exit code and output. */
export async function runCli(
  args: readonly string[],
  environment: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const child = spawnCli(args, environment);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  return { code: child.exitCode, output };
}
