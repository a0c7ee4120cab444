import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { whyNoProgram } from '../deployments/programs.js';
import { freePort } from '../server/free-port.js';
import type { StoredValue } from './database-dump.js';
import { waitFor } from '../clients/wait-for.js';

/** A Redis for one test, without persistence, and with faults on request. */
export interface TestRedis {
  readonly url: string;
  /** Loses all data, as after a restart without persistence, and keeps all connections. */
  empty(): Promise<void>;
  /** Kills the server as a power failure does. It loses all data. */
  kill(): Promise<void>;
  /** Restarts the server on the same port after `kill`. */
  start(): Promise<void>;
  /** Writes all data to the file `dump.rdb` in the folder of the server. */
  save(): Promise<void>;
  /** The values of all keys. */
  dump(): Promise<StoredValue[]>;
  stop(): Promise<void>;
}

const PROGRAM = 'redis-server';

/** Returns the reason why tests with Redis cannot run here, or null. */
export async function whyNoRedis(): Promise<string | null> {
  return await whyNoProgram(PROGRAM, 'redis-server');
}

/** Starts a Redis on a free port, with additional options of its command line. */
export async function startRedis(options: readonly string[] = []): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'credence-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess;

  async function start(): Promise<void> {
    const settings = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      ...options,
    ];
    server = spawn(PROGRAM, settings, { cwd: folder, stdio: 'ignore' });
    await waitFor('Redis answers', async () => await asked((redis) => redis.ping()).catch(() => null));
  }

  async function asked<Answer>(ask: (redis: Redis) => Promise<Answer>): Promise<Answer> {
    const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      return await ask(redis);
    } finally {
      redis.disconnect();
    }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  }

  await start();
  return {
    url,
    empty: async () => {
      await asked((redis) => redis.flushall());
    },
    kill: () => end('SIGKILL'),
    start,
    save: async () => {
      await asked((redis) => redis.save());
    },
    dump: () => asked(dumpAll),
    async stop() {
      await end('SIGTERM');
      await rm(folder, { recursive: true });
    },
  };
}

async function dumpAll(redis: Redis): Promise<StoredValue[]> {
  const values: StoredValue[] = [];
  for (const key of await redis.keys('*')) {
    values.push({ place: `redis.${key}`, text: `${key} ${JSON.stringify(await valueOf(redis, key))}` });
  }
  return values;
}

async function valueOf(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'hash':
      return await redis.hgetall(key);
    case 'list':
      return await redis.lrange(key, '0', '-1');
    case 'set':
      return await redis.smembers(key);
    case 'zset':
      return await redis.zrange(key, '0', '-1');
    case 'stream':
      return await redis.xrange(key, '-', '+');
    default:
      return await redis.get(key);
  }
}
