import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import { within } from '../../runtime/concurrency/within.js';
import { QUEUE } from './backend.js';
import type { JobBackend } from './backend.js';

/** Prefix of every key, so that several programs can share one Redis. */
const PREFIX = 'credence';

/** Time that the start of the program waits for Redis. */
const FIRST_CONNECTION_MS = 2000;

const CONNECTION = {
  // Required by BullMQ: pending commands are sent again on the next connection.
  maxRetriesPerRequest: null,
  connectTimeout: 5000,
  // A worker's blocking read returns after 5 s at the latest.
  socketTimeout: 15_000,
  keepAlive: 5000,
  retryStrategy: (times: number) => Math.min(2 ** times * 50, 2000) * (0.5 + Math.random() / 2),
} satisfies RedisOptions;

/**
 * Keeps the job queue in Redis. The program starts without Redis and connects as soon as Redis is available.
 *
 * @param url `redis:` or, with TLS, `rediss:`
 */
export function redisBackend(url: string, logger: Logger): JobBackend {
  const connection = new Redis(url, CONNECTION);
  const warn = (error: Error) => {
    logger.warn({ err: error }, 'connection to Redis lost');
  };
  connection.on('error', warn);
  return {
    async openQueue() {
      const queue = new Queue<object, null>(QUEUE, { connection, prefix: PREFIX });
      queue.on('error', warn);
      // Without Redis the program starts all the same.
      await within(FIRST_CONNECTION_MS, 'Redis did not answer.', queue.waitUntilReady()).catch(
        () => undefined,
      );
      return queue;
    },
    openWorker(run, limits) {
      const worker = new Worker<object, null>(QUEUE, run, { connection, prefix: PREFIX, ...limits });
      return Promise.resolve(worker.on('error', warn));
    },
    isDisconnected: () => connection.status !== 'ready',
    disconnect: () => connection.disconnect(),
  };
}
