import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chown, open, readFile, rm } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SERVER_ENVIRONMENT, type Cluster } from './cluster.js';
import { hasCode, replaceFile } from '../durable-file.js';

const run = promisify(execFile);

/** A server's process (the one whose end is the server's end) and the port of 127.0.0.1 that it listens on. */
export interface ServerProcess {
  pid: number;
  port: number;
}

const FAST_STOP_MS = 5_000;
const IMMEDIATE_STOP_MS = 10_000;
const POLL_MS = 20;

/** Durability is what we sell, so it is spelt out. Errors of statements may quote personal data: not logged here. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

/** The live server on this folder, whoever started it; undefined if there is none. */
export async function findServer(cluster: Cluster): Promise<ServerProcess | undefined> {
  const [pid, , , port] = await readPidFile(cluster);
  if (!pid || !port || !(await isServerOf(cluster, Number(pid)))) return undefined;
  return { pid: Number(pid), port: Number(port) };
}

/**
 * Starts a server in a session of its own, so that a Ctrl-C at our terminal reaches only us and we stop it in order.
 * Its output goes to `logFile`. Returns at once: the server is not ready yet.
 */
export async function launchServer(cluster: Cluster, port: number, logFile: string): Promise<ServerProcess> {
  await disarmPidFile(cluster);
  const settings = [
    ...Object.entries(SETTINGS).map(([name, value]) => `${name}=${value}`),
    `port=${port}`,
    mark(cluster),
  ];
  const output = await open(logFile, 'a', 0o600);
  try {
    const child = spawn(
      join(cluster.binaries, 'postgres'),
      ['-D', cluster.serverPath, ...asOptions(settings)],
      {
        ...cluster.user,
        cwd: cluster.folder,
        env: SERVER_ENVIRONMENT,
        detached: true,
        stdio: ['ignore', output.fd, output.fd],
      },
    );
    const pid = await spawned(child);
    child.unref();
    return { pid, port };
  } finally {
    await output.close();
  }
}

/**
 * Whether the process lives and is a server on this folder, which it was told in its arguments; its id alone may be
 * another's by now. Nothing else about another user's process may be read in a container.
 */
export async function isServerOf(cluster: Cluster, pid: number): Promise<boolean> {
  try {
    if (platform() === 'linux') {
      return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').includes(mark(cluster));
    }
    return (await run('ps', ['-o', 'args=', '-p', String(pid)])).stdout.includes(mark(cluster));
  } catch {
    return false;
  }
}

/**
 * Ends the server in order: connections are cut, a checkpoint is written. After 5 s at once, which is as safe but slower
 * to start from. Throws if even that does not end it.
 */
export async function stopServer(cluster: Cluster, pid: number): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', IMMEDIATE_STOP_MS],
  ] as const) {
    if (!(await isServerOf(cluster, pid))) return;
    signalTo(pid, signal);
    const deadline = Date.now() + patience;
    while (Date.now() < deadline) {
      if (!(await isServerOf(cluster, pid))) return;
      await sleep(POLL_MS);
    }
  }
  throw new Error(`The embedded PostgreSQL (process ${pid}) does not stop.`);
}

/** A setting that means something to {@link isServerOf} only. */
function mark(cluster: Cluster): string {
  return `credence.folder=${cluster.folder}`;
}

function asOptions(settings: string[]): string[] {
  return settings.flatMap((setting) => ['-c', setting]);
}

/** Signals a process, or asks with 0 whether there is one; false if there is none. */
function signalTo(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false;
    if (hasCode(error, 'EPERM')) return true;
    throw error;
  }
}

async function readPidFile(cluster: Cluster): Promise<string[]> {
  const content = await readFile(pidFile(cluster), 'utf8').catch(() => '');
  return content.split('\n').map((line) => line.trim());
}

function pidFile(cluster: Cluster): string {
  return join(cluster.folder, 'postmaster.pid');
}

/**
 * PostgreSQL takes over a dead server's pid file by itself, unless the id in it lives again in another process, as ids
 * do after a container's restart, or the file is empty. The id of its own parent, which is us, it knows to be none of
 * its servers. The file's other lines stay: they let it see surviving children of the dead server.
 */
async function disarmPidFile(cluster: Cluster): Promise<void> {
  const [pid, ...rest] = await readPidFile(cluster);
  if (!pid) {
    await rm(pidFile(cluster), { force: true });
    return;
  }
  const livesAgain = signalTo(Number(pid), 0) && !(await isServerOf(cluster, Number(pid)));
  if (livesAgain) await replaceFile(pidFile(cluster), [process.pid, ...rest].join('\n'));
  // Always, in case an earlier start was killed between the two.
  if (cluster.user) await chown(pidFile(cluster), cluster.user.uid, cluster.user.gid);
}

function spawned(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      if (child.pid !== undefined) resolve(child.pid);
    });
  });
}
