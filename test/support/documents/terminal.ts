import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { waitFor } from '../clients/wait-for.js';

const PROGRAMS = ['bash', 'curl', 'npm'];
const STATUS_LINE = /^< HTTP\/[\d.]+ (\d{3})/gm;

/** The result of a pasted block. */
export interface Pasted {
  /** Standard output. */
  readonly output: string;
  /** The HTTP status of each answer that curl received, in order. */
  readonly statuses: readonly number[];
}

/** A bash that keeps its variables between blocks, like a person's terminal. */
export interface Terminal {
  /**
   * Runs a block to its end.
   *
   * @throws Error the block takes longer than a person would wait
   */
  paste(block: string): Promise<Pasted>;
  /** Runs a block without waiting, for a program that keeps running. */
  start(block: string): void;
  /** Presses Ctrl-C and waits until the program has ended. */
  interrupt(): Promise<void>;
  /** Everything that the terminal shows, for error messages. */
  screen(): string;
  close(): Promise<void>;
}

interface Place {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

const BLOCK_MS = 30_000;
const INTERRUPT_MS = 20_000;

/** Returns the reason why no terminal can be opened here, or null. */
export function whyNoTerminal(): string | null {
  const missing = PROGRAMS.filter((program) => spawnSync(program, ['--version']).status !== 0);
  return missing.length === 0 ? null : `${missing.join(' and ')} not found on the PATH`;
}

/**
 * Opens a terminal in a folder. Its curl also reports the status of each answer, because the folder has a `.curlrc` with
 * `verbose`.
 */
export function openTerminal({ folder, environment }: Place): Terminal {
  // A process group of its own, so that Ctrl-C reaches everything in it, and nothing else.
  const bash = spawn('bash', ['--noprofile', '--norc'], {
    cwd: folder,
    detached: true,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, CURL_HOME: folder, ...environment },
  });
  const exited = once(bash, 'exit');
  const shown = record(bash);

  return {
    async paste(block) {
      const end = randomUUID();
      const before = { output: shown.output.length, errors: shown.errors.length };
      bash.stdin.write(`${block}\necho ${end}\necho ${end} >&2\n`);
      await waitFor(
        `the block ends:\n${block}`,
        () => shown.output.includes(end) && shown.errors.includes(end),
        BLOCK_MS,
      );
      const output = shown.output.slice(before.output).replace(`${end}\n`, '');
      const statuses = [...shown.errors.slice(before.errors).matchAll(STATUS_LINE)].map(([, status]) =>
        Number(status),
      );
      return { output, statuses };
    },
    start: (block) => void bash.stdin.end(`${block}\n`),
    async interrupt() {
      signal(bash, 'SIGINT');
      await waitFor('the program has ended', () => hasExited(bash), INTERRUPT_MS);
    },
    screen: () => shown.output + shown.errors,
    async close() {
      signal(bash, 'SIGKILL');
      await exited;
    },
  };
}

function record(bash: ChildProcessWithoutNullStreams): { output: string; errors: string } {
  const shown = { output: '', errors: '' };
  bash.stdout.setEncoding('utf8').on('data', (text: string) => (shown.output += text));
  bash.stderr.setEncoding('utf8').on('data', (text: string) => (shown.errors += text));
  return shown;
}

function hasExited({ exitCode, signalCode }: ChildProcessWithoutNullStreams): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Signals the whole process group of a terminal, if it still exists. */
function signal(bash: ChildProcessWithoutNullStreams, name: NodeJS.Signals): void {
  if (bash.pid === undefined || hasExited(bash)) return;
  process.kill(-bash.pid, name);
}
