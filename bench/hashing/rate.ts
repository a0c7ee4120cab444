import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Task of a hashing thread. */
export interface HashLoad {
  readonly scheme: 'bcrypt' | 'argon2id';
  readonly seconds: number;
}

const HASH_WORKER = new URL('./comparer.js', import.meta.url);

/** Measures the comparisons per second of the bare library at the service's default cost, with one thread per core. */
export async function measureBareHashRate(task: HashLoad): Promise<number> {
  const rates = await Promise.all(
    Array.from({ length: availableParallelism() }, () =>
      receiveRate(new Worker(HASH_WORKER, { workerData: task })),
    ),
  );
  return rates.reduce((sum, rate) => sum + rate, 0);
}

async function receiveRate(worker: Worker): Promise<number> {
  return await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
