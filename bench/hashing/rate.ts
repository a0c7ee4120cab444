import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** What a thread is to do. */
export interface Comparing {
  readonly scheme: 'bcrypt' | 'argon2id';
  readonly seconds: number;
}

const COMPARER = new URL('./comparer.js', import.meta.url);

/** Passwords a second that the library alone compares at the service's default cost, with one thread a core. */
export async function bareHashRate(comparing: Comparing): Promise<number> {
  const rates = await Promise.all(
    Array.from({ length: availableParallelism() }, () =>
      rateOf(new Worker(COMPARER, { workerData: comparing })),
    ),
  );
  return rates.reduce((sum, rate) => sum + rate, 0);
}

async function rateOf(comparer: Worker): Promise<number> {
  return await new Promise((resolve, reject) => {
    comparer.once('message', resolve);
    comparer.once('error', reject);
  });
}
