import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openApiValidator } from './openapi-validator.js';
import type { OpenApiValidator } from './openapi-validator.js';

const CLI = fileURLToPath(new URL('../../src/cli.js', import.meta.url));

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

/** A running program, as its users meet it. */
export interface Credence {
  readonly url: string;
  readonly process: ChildProcess;
  readonly dataDir: string;
  /** Everything it has written to its standard output and error so far. */
  output(): string;
  /** Calls the API. Every answer is checked against the OpenAPI document (WEB-13). */
  call(method: string, path: string, call?: Call): Promise<Answer>;
  /** Every mail to an address, oldest first; waits until there are `count`. */
  mails(address: string, count?: number): Promise<InboxItem[]>;
  /** Ends it as Ctrl-C does, and waits. */
  stop(): Promise<void>;
  /** Ends it as a power cut does, and waits. */
  kill(): Promise<void>;
}

const START_MS = 60_000;
const MAIL_MS = 20_000;

/**
 * Starts `credence serve` in a process of its own.
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
  const child = spawn(process.execPath, ['--enable-source-maps', CLI, role], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      PORT: String(chosenPort),
      PUBLIC_URL: url,
      DATA_DIR: folder,
      INTERNAL_SERVICE_TOKEN: SERVICE_TOKEN,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  const running = () => child.exitCode === null && child.signalCode === null;
  await waitUntilReady(url, running, () => output);
  const validator: OpenApiValidator = openApiValidator(await (await fetch(`${url}/openapi.json`)).json());

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (running()) child.kill(signal);
    await exited;
  }

  const credence: Credence = {
    url,
    process: child,
    dataDir: folder,
    output: () => output,

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
      await end('SIGINT');
      if (ownDir) await rm(folder, { recursive: true, force: true });
    },

    kill: () => end('SIGKILL'),
  };
  return credence;
}

/** The token in the newest link of a mail. */
export function tokenIn(mail: InboxItem | undefined): string {
  const link = mail?.links.find((one) => one.includes('token='));
  if (link === undefined) throw new Error('There is no link in the mail.');
  return new URL(link).searchParams.get('token') ?? '';
}

async function waitUntilReady(url: string, running: () => boolean, output: () => string): Promise<void> {
  for (const deadline = Date.now() + START_MS; ;) {
    if (!running()) throw new Error(`The program ended at its start:\n${output()}`);
    if (Date.now() > deadline) throw new Error(`The program does not answer:\n${output()}`);
    const answers = await fetch(`${url}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answers) return;
    await sleep(50);
  }
}

export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
