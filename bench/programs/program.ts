import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../src/runtime/embedded/postgres/free-port.js';

/** A server in a process of its own. */
export interface Program {
  readonly url: string;
  /** Milliseconds from the spawn to the first answer. */
  readonly startedInMs: number;
  /** Makes a program that supports it collect its garbage. */
  collectGarbage(): void;
  stop(): Promise<void>;
  /** Ends the process as a power failure does. */
  kill(): Promise<void>;
}

const START_MS = 30_000;
const POLL_MS = 5;

/**
 * Starts a script with `PORT` and `PUBLIC_URL` set, and waits until `/health/live` answers.
 *
 * @throws Error the process exits or does not answer in time
 */
export async function startProgram(
  script: URL,
  { parameters = [], environment = {} }: { parameters?: string[]; environment?: Record<string, string> } = {},
): Promise<Program> {
  const port = environment['PORT'] ?? String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const started = performance.now();
  const child = spawn(process.execPath, [fileURLToPath(script), ...parameters], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      PORT: port,
      PUBLIC_URL: url,
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errorOutput = '';
  child.stderr.on('data', (chunk: Buffer) => (errorOutput += chunk.toString()));
  const exited = once(child, 'exit');
  const running = () => child.exitCode === null && child.signalCode === null;
  while (!(await isLive(url))) {
    if (!running()) throw new Error(`${script.pathname} exited during its start:\n${errorOutput}`);
    if (performance.now() - started > START_MS) {
      child.kill('SIGKILL');
      throw new Error(`${script.pathname} does not answer:\n${errorOutput}`);
    }
    await sleep(POLL_MS);
  }
  return {
    url,
    startedInMs: performance.now() - started,
    collectGarbage: () => void child.kill('SIGUSR2'),
    async stop() {
      if (running()) child.kill('SIGINT');
      await exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function isLive(url: string): Promise<boolean> {
  return await fetch(`${url}/health/live`).then(
    ({ ok }) => ok,
    () => false,
  );
}
