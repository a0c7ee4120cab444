import { platform, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { computeHash, padWork, workFor } from './hash-work.js';
import type { HashRecipe, HashWork } from './hash-work.js';

/** One hash to compute. The reply is the whole bcrypt or PHC string. */
export interface HashJob {
  readonly text: string;
  readonly recipe: HashRecipe;
  /** Least work of the job, so that a cheaper recipe takes as long. */
  readonly work: HashWork;
}

const NICENESS = 10;

lowerPriority();
// An error ends the thread and reaches the pool as its error event.
parentPort?.on('message', (job: HashJob) => void compute(job));

async function compute({ text, recipe, work }: HashJob): Promise<void> {
  const hash = await computeHash(text, recipe);
  await padWork(text, workFor(recipe), work);
  parentPort?.postMessage(hash);
}

/** Gives requests precedence over hashes. Only Linux has priorities by thread; elsewhere this would slow the process. */
function lowerPriority(): void {
  if (platform() !== 'linux') return;
  try {
    setPriority(0, NICENESS);
  } catch {
    // A sandbox may forbid it; the threads then run at normal priority.
  }
}
