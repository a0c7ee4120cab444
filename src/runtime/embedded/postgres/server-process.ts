import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chown, open, readFile, rm } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SERVER_ENVIRONMENT, type Cluster } from './cluster.js';
import { hasCode, replaceFile } from '../durable-file.js';

const run = promisify(execFile);

/** The main process of a server, and its port on 127.0.0.1. */
export interface ServerProcess {
  pid: number;
  port: number;
}

const FAST_STOP_MS = 5_000;
const IMMEDIATE_STOP_MS = 10_000;
const POLL_MS = 20;

/** Durability settings are explicit. Failed statements may quote personal data, so they are not logged. */
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

/** Returns the live server on this folder, also one that another process started; undefined if there is none. */
export async function findServer(cluster: Cluster): Promise<ServerProcess | undefined> {
  const [pid, , , port] = await readPidFile(cluster);
  if (!pid || !port || !(await isServerOf(cluster, Number(pid)))) return undefined;
  return { pid: Number(pid), port: Number(port) };
}

/**
 * Starts a server in its own session, so that Ctrl-C in the terminal reaches only the service, which then stops the
 * server cleanly. Its output goes to `logFile`. The server is not ready yet when this returns.
 */
export async function launchServer(cluster: Cluster, port: number, logFile: string): Promise<ServerProcess> {
  await repairPidFile(cluster);
  const settings = [
    ...Object.entries(SETTINGS).map(([name, value]) => `${name}=${value}`),
    `port=${port}`,
    marker(cluster),
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
 * Returns true if the process lives and is a server on this folder, according to its arguments. Its id alone may have
 * been reused, and a container exposes nothing else about a process of another user.
 */
export async function isServerOf(cluster: Cluster, pid: number): Promise<boolean> {
  try {
    if (platform() === 'linux') {
      return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').includes(marker(cluster));
    }
    return (await run('ps', ['-o', 'args=', '-p', String(pid)])).stdout.includes(marker(cluster));
  } catch {
    return false;
  }
}

/**
 * Stops the server with a fast shutdown: it cuts connections and writes a checkpoint. After 5 s it falls back to an
 * immediate shutdown, which is as safe but needs recovery at the next start.
 *
 * @throws Error the server does not stop
 */
export async function stopServer(cluster: Cluster, pid: number): Promise<void> {
  for (const [signal, limitMs] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', IMMEDIATE_STOP_MS],
  ] as const) {
    if (!(await isServerOf(cluster, pid))) return;
    sendSignal(pid, signal);
    const deadline = Date.now() + limitMs;
    while (Date.now() < deadline) {
      if (!(await isServerOf(cluster, pid))) return;
      await sleep(POLL_MS);
    }
  }
  throw new Error(`The embedded PostgreSQL (process ${pid}) does not stop.`);
}

/** Returns a setting that only identifies the process for {@link isServerOf}. */
function marker(cluster: Cluster): string {
  return `credence.folder=${cluster.folder}`;
}

function asOptions(settings: string[]): string[] {
  return settings.flatMap((setting) => ['-c', setting]);
}

/** Sends a signal to a process; signal 0 only checks that it exists. Returns false if there is no such process. */
function sendSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
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
 * Prepares a stale pid file for a start. PostgreSQL replaces the pid file of a dead server itself, unless the file is
 * empty or another process has reused the id, as happens after a container restart. Such an id is replaced with the id
 * of this process: PostgreSQL ignores its own parent. The other lines stay, because they reveal surviving children of
 * the dead server.
 */
async function repairPidFile(cluster: Cluster): Promise<void> {
  const [pid, ...rest] = await readPidFile(cluster);
  if (!pid) {
    await rm(pidFile(cluster), { force: true });
    return;
  }
  const isReused = sendSignal(Number(pid), 0) && !(await isServerOf(cluster, Number(pid)));
  if (isReused) await replaceFile(pidFile(cluster), [process.pid, ...rest].join('\n'));
  // Unconditional: an earlier start may have been killed between the write and the chown.
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
