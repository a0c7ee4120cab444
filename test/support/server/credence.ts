import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, fetch as fetchBy } from 'undici';
import type { Headers, RequestInit, Response } from 'undici';
import { spawnCli } from './cli.js';
import { freePort } from './free-port.js';
import { openApiValidator } from '../openapi/answer-validator.js';
import type { OpenApiValidator } from '../openapi/answer-validator.js';

export const SERVICE_TOKEN = 'q8ZyWm3kT1vXr5Nc7Lp0Hd2Fs9Gj4Ba6';
export const SECRET_KEY = 'm4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY';

/** An answer of the API, already valid by the OpenAPI document. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed body; undefined if the answer has none. */
  readonly body: Json;
}

/** Union of the members that tests read. The OpenAPI document has validated the presence and type of each. */
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
  readonly unknown_credential: boolean;
}

/** Parts of a request besides its method and path. */
export interface Call {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** Bearer token: an access token, an API key or the service token. */
  readonly token?: string;
}

/** A mail in the development inbox. */
export interface InboxItem {
  readonly id: string;
  readonly to: readonly string[] | string;
  readonly subject: string;
  readonly message_id: string;
  readonly text: string;
  readonly links: readonly string[];
}

/** A running process of Credence. */
export interface RunningProgram {
  readonly process: ChildProcess;
  /** Returns the standard output and error so far. */
  output(): string;
  /** Stops the process as Ctrl-C does and waits for its exit. */
  stop(): Promise<void>;
  /** Kills the process without a chance to clean up, as a power failure does, and waits for its exit. */
  kill(): Promise<void>;
}

/** A running process that serves HTTP. */
export interface Credence extends RunningProgram {
  readonly url: string;
  readonly dataDir: string;
  /** Calls the API and validates the answer against the OpenAPI document (WEB-13). */
  call(method: string, path: string, call?: Call): Promise<Answer>;
  /** Returns the mails to an address, oldest first. Waits at most 20 s for `count` of them. */
  mails(address: string, count?: number): Promise<InboxItem[]>;
}

/** The name of the client in the records of the service. */
const USER_AGENT = 'node';
const START_MS = 60_000;
const MAIL_MS = 20_000;

/**
 * Starts a role in a new process and does not wait until it is ready.
 *
 * @param environment variables of the process besides PATH and HOME
 */
export function startRole(role: string, environment: Record<string, string>): RunningProgram {
  const child = spawnCli([role], environment);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  async function endBy(signal: NodeJS.Signals): Promise<void> {
    if (isRunning(child)) child.kill(signal);
    await exited;
  }
  return {
    process: child,
    output: () => output,
    stop: () => endBy('SIGINT'),
    kill: () => endBy('SIGKILL'),
  };
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/**
 * Starts `credence serve` in a new process and waits until it answers.
 *
 * @param environment variables of the process, in addition to those that this function and `spawnCli` set
 */
export async function startCredence(
  environment: Record<string, string>,
  { dataDir, port, role = 'serve' }: { dataDir?: string; port?: number; role?: string } = {},
): Promise<Credence> {
  const isTemporary = dataDir === undefined;
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
  const dispatcher = new Agent();
  const send = (path: string, options: RequestInit = {}) => fetchBy(url + path, { dispatcher, ...options });
  await waitUntilReady(running, () => send('/health/live'));
  const validator: OpenApiValidator = openApiValidator(await (await send('/openapi.json')).json());

  return {
    ...running,
    url,
    dataDir: folder,

    async call(method, path, { body, headers = {}, token } = {}) {
      const response = await send(path, {
        method,
        headers: {
          'user-agent': USER_AGENT,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const { status, headers: received } = response;
      const answer = await bodyOf(response);
      validator.validateAnswer(method, path, { status, headers: received, body: answer });
      return { status, headers: received, body: answer as Json };
    },

    async mails(address, count = 1) {
      for (const deadline = Date.now() + MAIL_MS; ;) {
        const { items } = (await (await send('/dev/inbox.json')).json()) as { items: InboxItem[] };
        const found = items.filter(({ to }) => [to].flat().includes(address)).reverse();
        if (found.length >= count || Date.now() > deadline) return found;
        await sleep(50);
      }
    },

    async stop() {
      // The program gives open connections time to end.
      await dispatcher.destroy();
      await running.stop();
      if (isTemporary) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Returns parsed JSON, another text as it is, nothing of a stream that does not end, or undefined without a body. */
async function bodyOf(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream')) {
    await response.body?.cancel();
    return '';
  }
  const text = await response.text();
  if (text === '') return undefined;
  return /json/.test(type) ? JSON.parse(text) : text;
}

/**
 * Returns the token of the first link in a mail that has one.
 *
 * @throws Error there is no such link, or no mail
 */
export function tokenFromMail(mail: InboxItem | undefined): string {
  const link = mail?.links.find((url) => url.includes('token='));
  if (link === undefined) throw new Error('The mail has no link with a token.');
  return new URL(link).searchParams.get('token') ?? '';
}

async function waitUntilReady(
  program: RunningProgram,
  isLive: () => Promise<{ ok: boolean }>,
): Promise<void> {
  for (const deadline = Date.now() + START_MS; ;) {
    if (!isRunning(program.process))
      throw new Error(`The process exited during its start:\n${program.output()}`);
    if (Date.now() > deadline) throw new Error(`The process does not answer:\n${program.output()}`);
    const isReady = await isLive().then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await sleep(50);
  }
}
