import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../src/runtime/embedded/postgres/free-port.js';

/** A server in a process of its own. */
export interface Program {
  readonly url: string;
  /** Milliseconds from its spawn to its first answer. */
  readonly startedInMs: number;
  stop(): Promise<void>;
}

const START_MS = 30_000;
const LOOK_MS = 5;

/**
 * Starts a script with `PORT` and `PUBLIC_URL` set, and waits until `/health/live` answers.
 *
 * @throws Error it ends or does not answer
 */
export async function startProgram(
  script: URL,
  { parameters = [], environment = {} }: { parameters?: string[]; environment?: Record<string, string> } = {},
): Promise<Program> {
  const port = String(await freePort());
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
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const exited = once(child, 'exit');
  const running = () => child.exitCode === null && child.signalCode === null;
  while (!(await answers(url))) {
    if (!running()) throw new Error(`${script.pathname} ended at its start:\n${complaints}`);
    if (performance.now() - started > START_MS) {
      child.kill('SIGKILL');
      throw new Error(`${script.pathname} does not answer:\n${complaints}`);
    }
    await sleep(LOOK_MS);
  }
  return {
    url,
    startedInMs: performance.now() - started,
    async stop() {
      if (running()) child.kill('SIGINT');
      await exited;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  return await fetch(`${url}/health/live`).then(
    ({ ok }) => ok,
    () => false,
  );
}
