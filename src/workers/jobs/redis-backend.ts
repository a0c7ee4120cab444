import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import { QUEUE } from './queue.js';
import type { JobBackend, JobData } from './queue.js';
import { within } from '../../runtime/within.js';

/** Before every key, so that a Redis may be shared. */
const PREFIX = 'credence';

/** How long a start waits for Redis. */
const FIRST_MS = 2000;

const CONNECTION = {
  // What is under way when a connection breaks is sent again on the next one; BullMQ demands it.
  maxRetriesPerRequest: null,
  connectTimeout: 5000,
  // A worker's blocking read takes 5 s, and then there is an answer.
  socketTimeout: 15_000,
  keepAlive: 5000,
  retryStrategy: (times: number) => Math.min(2 ** times * 50, 2000) * (0.5 + Math.random() / 2),
} satisfies RedisOptions;

/**
 * Jobs in a Redis, which may lose them: they are offered again from `outstanding_jobs`. It is found when it is there,
 * at the start as well as later.
 *
 * @param url `redis:` or, with TLS, `rediss:`
 */
export function redisBackend(url: string, logger: Logger): JobBackend {
  const connection = new Redis(url, CONNECTION);
  const warn = (error: Error) => {
    logger.warn({ err: error }, 'Redis cannot be reached');
  };
  connection.on('error', warn);
  return {
    async openQueue(defaultJobOptions) {
      const queue = new Queue<JobData, string>(QUEUE, { connection, prefix: PREFIX, defaultJobOptions });
      queue.on('error', warn);
      // It mostly is there. Where it is not, the program starts all the same.
      await within(FIRST_MS, '', queue.waitUntilReady()).catch(() => undefined);
      return queue;
    },
    openWorker(run, bounds) {
      const worker = new Worker<JobData, string>(QUEUE, run, { connection, prefix: PREFIX, ...bounds });
      return Promise.resolve(worker.on('error', warn));
    },
    isAway: () => connection.status !== 'ready',
    onReturn: (returned) => connection.on('ready', returned),
    disconnect: () => connection.disconnect(),
  };
}
