import { platform, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { makeHash, spendTheRest, workOf } from './hash-work.js';
import type { HashRecipe, HashWork } from './hash-work.js';

/** One hash to compute. The answer is the whole bcrypt or PHC string. */
export interface HashJob {
  readonly text: string;
  readonly recipe: HashRecipe;
  /** What the answer has to take at least: a cheaper recipe does not answer sooner. */
  readonly work: HashWork;
}

const NICENESS = 10;

yieldToOtherThreads();
// What is thrown ends the thread, and the pool is told why.
parentPort?.on('message', (job: HashJob) => void answer(job));

async function answer({ text, recipe, work }: HashJob): Promise<void> {
  const hash = await makeHash(text, recipe);
  await spendTheRest(text, workOf(recipe), work);
  parentPort?.postMessage(hash);
}

/** Requests come first, hashes take what is left. Only Linux has priorities by thread: elsewhere it would be the process. */
function yieldToOtherThreads(): void {
  if (platform() !== 'linux') return;
  try {
    setPriority(0, NICENESS);
  } catch {
    // A sandbox may forbid it; the pool then works at the priority of everything else.
  }
}
