import { parentPort, workerData } from 'node:worker_threads';
import { compareSync, hashSync } from 'bcryptjs';

const COST = 10;
const PASSWORD = 'correct horse battery staple';

/** Compares for so many seconds and tells how many comparisons a second those were. */
const hash = hashSync(PASSWORD, COST);
const started = performance.now();
const deadline = started + Number(workerData) * 1000;
let comparisons = 0;
while (performance.now() < deadline) {
  compareSync(PASSWORD, hash);
  comparisons += 1;
}
parentPort?.postMessage((comparisons * 1000) / (performance.now() - started));
