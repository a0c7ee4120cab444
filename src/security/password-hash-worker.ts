import { platform, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { getRounds, hashSync } from 'bcryptjs';

/** One bcrypt to compute. The answer is the whole bcrypt string. */
export interface HashJob {
  readonly text: string;
  /** `$2b$<cost>$<22 characters>` */
  readonly salt: string;
  /** The work that the answer has to take at least, as a cost: a cheaper salt does not answer sooner. */
  readonly rounds: number;
}

const NICENESS = 10;

yieldToOtherThreads();
parentPort?.on('message', (job: HashJob) => {
  const answer = hashSync(job.text, job.salt);
  spendTheRest(job);
  parentPort?.postMessage(answer);
});

/** Requests come first, hashes take what is left. Only Linux has priorities by thread: elsewhere it would be the process. */
function yieldToOtherThreads(): void {
  if (platform() !== 'linux') return;
  try {
    setPriority(0, NICENESS);
  } catch {
    // A sandbox may forbid it; the pool then works at the priority of everything else.
  }
}

/** Cost c takes 2^c steps, so one more hash at each cost from c to n-1 makes the sum exactly 2^n. */
function spendTheRest({ text, salt, rounds }: HashJob): void {
  for (let cost = getRounds(salt); cost < rounds; cost++) hashSync(text, cost);
}
