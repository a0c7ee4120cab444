import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnCli } from './cli.js';
import { freePort } from './free-port.js';
import { openApiValidator } from '../openapi/answer-validator.js';
import type { OpenApiValidator } from '../openapi/answer-validator.js';

export const SERVICE_TOKEN = 'q8ZyWm3kT1vXr5Nc7Lp0Hd2Fs9Gj4Ba6';
export const SECRET_KEY = 'm4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; undefined where there is none. */
  readonly body: Json;
}

/** What tests look for in answers. Whether it is there and of its type, the OpenAPI document has checked. */
export interface Json {
  readonly id: number;
  readonly user_id: string;
  readonly email: string;
  readonly username: string;
  readonly is_active: boolean;
  readonly is_verified: boolean;
  readonly verificationToken: string;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly token_type: string;
  readonly message: string;
  readonly code: string;
  readonly status: number | string;
  readonly request_id: string;
  readonly errors: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[];
  readonly items: readonly Record<string, unknown>[];
  readonly next_cursor: string | null;
}

export interface Call {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** An access token, or the service token. */
  readonly token?: string;
}

export interface InboxItem {
  readonly id: string;
  readonly to: readonly string[] | string;
  readonly subject: string;
  readonly message_id: string;
  readonly text: string;
  readonly links: readonly string[];
}

/** A running program. */
export interface RunningProgram {
  readonly process: ChildProcess;
  /** Everything it has written to its standard output and error so far. */
  output(): string;
  /** Ends it as Ctrl-C does, and waits. */
  stop(): Promise<void>;
  /** Ends it as a power cut does, and waits. */
  kill(): Promise<void>;
}

/** A running program that answers HTTP, as its users meet it. */
export interface Credence extends RunningProgram {
  readonly url: string;
  readonly dataDir: string;
  /** Calls the API. Every answer is checked against the OpenAPI document (WEB-13). */
  call(method: string, path: string, call?: Call): Promise<Answer>;
  /** Every mail to an address, oldest first; waits until there are `count`. */
  mails(address: string, count?: number): Promise<InboxItem[]>;
}

const START_MS = 60_000;
const MAIL_MS = 20_000;

/**
 * Starts a role in a process of its own and does not wait for it.
 *
 * @param environment what the program sees of the environment, beside what it takes to run one
 */
export function startRole(role: string, environment: Record<string, string>): RunningProgram {
  const child = spawnCli([role], environment);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (isRunning(child)) child.kill(signal);
    await exited;
  }
  return {
    process: child,
    output: () => output,
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
  };
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/**
 * Starts `credence serve` in a process of its own and waits until it answers.
 *
 * @param environment variables beside those that the test sets; no others reach the program
 */
export async function startCredence(
  environment: Record<string, string>,
  { dataDir, port, role = 'serve' }: { dataDir?: string; port?: number; role?: string } = {},
): Promise<Credence> {
  const ownDir = dataDir === undefined;
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'credence-')));
  const chosenPort = port ?? (await freePort());
  const url = `http://127.0.0.1:${String(chosenPort)}`;
  const running = startRole(role, {
    PORT: String(chosenPort),
    PUBLIC_URL: url,
    DATA_DIR: folder,
    INTERNAL_SERVICE_TOKEN: SERVICE_TOKEN,
    ...environment,
  });
  await waitUntilReady(url, running);
  const validator: OpenApiValidator = openApiValidator(await (await fetch(`${url}/openapi.json`)).json());

  return {
    ...running,
    url,
    dataDir: folder,

    async call(method, path, { body, headers = {}, token } = {}) {
      const response = await fetch(url + path, {
        method,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const json: unknown = text === '' ? undefined : JSON.parse(text);
      validator.validateAnswer(method, path, {
        status: response.status,
        headers: response.headers,
        body: json,
      });
      return { status: response.status, headers: response.headers, body: json as Json };
    },

    async mails(address, count = 1) {
      for (const deadline = Date.now() + MAIL_MS; ;) {
        const { items } = (await (await fetch(`${url}/dev/inbox.json`)).json()) as { items: InboxItem[] };
        const found = items.filter(({ to }) => [to].flat().includes(address)).reverse();
        if (found.length >= count || Date.now() > deadline) return found;
        await sleep(50);
      }
    },

    async stop() {
      await running.stop();
      if (ownDir) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The token in the newest link of a mail. */
export function tokenFromMail(mail: InboxItem | undefined): string {
  const link = mail?.links.find((one) => one.includes('token='));
  if (link === undefined) throw new Error('There is no link in the mail.');
  return new URL(link).searchParams.get('token') ?? '';
}

async function waitUntilReady(url: string, program: RunningProgram): Promise<void> {
  for (const deadline = Date.now() + START_MS; ;) {
    if (!isRunning(program.process)) throw new Error(`The program ended at its start:\n${program.output()}`);
    if (Date.now() > deadline) throw new Error(`The program does not answer:\n${program.output()}`);
    const answers = await fetch(`${url}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answers) return;
    await sleep(50);
  }
}
