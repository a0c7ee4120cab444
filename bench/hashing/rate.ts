import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

const COMPARER = new URL('./comparer.js', import.meta.url);

/** Passwords a second that bcryptjs compares at the service's default cost, with one thread a core and nothing else. */
export async function bareHashRate(seconds: number): Promise<number> {
  const rates = await Promise.all(
    Array.from({ length: availableParallelism() }, () =>
      rateOf(new Worker(COMPARER, { workerData: seconds })),
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
