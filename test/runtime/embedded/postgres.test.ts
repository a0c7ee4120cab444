import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { openDataFolder, type DataFolder } from '../../../src/runtime/embedded/data-folder.js';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../../src/runtime/embedded/postgres/postgres.js';
import { giveTo, serverUser } from '../../../src/runtime/embedded/postgres/server-user.js';

const HOLDER = fileURLToPath(new URL('./server-holder.js', import.meta.url));

type Running = EmbeddedPostgres & { folder: DataFolder };

describe('the embedded PostgreSQL', () => {
  let path: string;

  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'credence-postgres-'));
  });
  afterEach(async () => {
    await rm(path, { recursive: true });
  });

  test('keeps its data and port over a restart, with durable settings', async () => {
    const first = await start(path);
    await query(first.url, 'create table kept (word text)');
    await query(first.url, `insert into kept values ('grüße')`);
    expect(await query(first.url, 'show fsync')).toEqual([{ fsync: 'on' }]);
    expect(await query(first.url, 'show synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
    expect(await query(first.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(await query(first.url, `select upper('ü') as capital`)).toEqual([{ capital: 'Ü' }]);
    await stop(first);
    await expect(query(first.url, 'select 1')).rejects.toThrow();

    const second = await start(path);
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'select word from kept')).toEqual([{ word: 'grüße' }]);
    await stop(second);
  });

  test('rejects a wrong password', async () => {
    const server = await start(path);
    const url = new URL(server.url);
    url.password = 'guessed';
    await expect(query(url.href, 'select 1')).rejects.toThrow(/password authentication failed/);
    await stop(server);
  });

  test('takes over the server of a killed process with all committed data', async () => {
    const { holder, url } = await startHolder(path);
    await query(url, 'create table kept as select 7 as seven');
    const serverPid = await postmasterPid(path);
    await kill(holder);

    const server = await start(path);
    expect(server.url).toBe(url);
    expect(await postmasterPid(path)).toBe(serverPid);
    expect(await query(server.url, 'select seven from kept')).toEqual([{ seven: 7 }]);
    await stop(server);
  });

  test('recovers after its process and server were killed', async () => {
    const { holder, url } = await startHolder(path);
    await query(url, 'create table kept as select 7 as seven');
    await kill(holder);
    process.kill(await postmasterPid(path), 'SIGKILL');

    const server = await start(path);
    expect(await query(server.url, 'select seven from kept')).toEqual([{ seven: 7 }]);
    await stop(server);
  });

  test('starts although another process has the id in a stale pid file', async () => {
    const first = await start(path);
    await query(first.url, 'create table kept as select 7 as seven');
    const file = join(path, 'postgresql', 'postmaster.pid');
    const pidFile = await readFile(file, 'utf8');
    await stop(first);
    const user = await serverUser();
    const stranger = spawn('sleep', ['60'], { ...user, cwd: '/' });
    await writeFile(file, pidFile.replace(/^\d+/, String(stranger.pid)), { mode: 0o600 });
    if (user) await giveTo(file, user);

    const second = await start(path);
    expect(stranger.kill()).toBe(true);
    expect(await query(second.url, 'select seven from kept')).toEqual([{ seven: 7 }]);
    await stop(second);
  });

  test('restarts on the same port after the server was killed', async () => {
    const server = await start(path);
    await query(server.url, 'create table kept as select 7 as seven');
    process.kill(await postmasterPid(path), 'SIGKILL');
    const deadline = Date.now() + 5_000;
    while (Date.now() < deadline && !(await isUp(server.url))) await sleep(50);
    expect(await query(server.url, 'select seven from kept')).toEqual([{ seven: 7 }]);
    await stop(server);
  });

  test.each([0, 100, 300, 600])('starts after a first start that was killed after %d ms', async (delay) => {
    const holder = fork(HOLDER, [path]);
    await once(holder, 'message');
    await sleep(delay);
    await kill(holder);

    const server = await start(path);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await stop(server);
    const remaining = (await readdir(path)).filter((name) => !name.startsWith('postgresql-binaries'));
    expect(remaining.filter((name) => name.endsWith('.draft')).length).toBeLessThanOrEqual(1);
    expect(remaining).toEqual(expect.arrayContaining(['database-password', 'postgresql', 'secret-key']));
  });
});

async function start(path: string): Promise<Running> {
  const folder = await openDataFolder(path);
  const server = await startEmbeddedPostgres({
    dataDir: folder.path,
    password: folder.databasePassword,
    log: () => undefined,
  });
  return { ...server, folder };
}

async function stop(running: Running): Promise<void> {
  await running.stop();
  await running.folder.close();
}

async function startHolder(path: string): Promise<{ holder: ChildProcess; url: string }> {
  const holder = fork(HOLDER, [path]);
  await once(holder, 'message');
  const message: unknown[] = await once(holder, 'message');
  return { holder, url: String(message[0]) };
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

async function postmasterPid(path: string): Promise<number> {
  const content = await readFile(join(path, 'postgresql', 'postmaster.pid'), 'utf8');
  return Number.parseInt(content, 10);
}

async function isUp(url: string): Promise<boolean> {
  try {
    await query(url, 'select 1');
    return true;
  } catch {
    return false;
  }
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
