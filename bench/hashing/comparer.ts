import { parentPort, workerData } from 'node:worker_threads';
import { hashSync as argon2id, verifySync } from '@node-rs/argon2';
import { compareSync, hashSync } from 'bcryptjs';
import type { HashLoad } from './rate.js';

const COST = 10;
const PASSWORD = 'correct horse battery staple';

/** Returns a comparison at the service's default cost, which for argon2id is the default of the library. */
function comparison(scheme: HashLoad['scheme']): () => void {
  if (scheme === 'bcrypt') {
    const hash = hashSync(PASSWORD, COST);
    return () => compareSync(PASSWORD, hash);
  }
  const hash = argon2id(PASSWORD);
  return () => verifySync(hash, PASSWORD);
}

/** Compares for the given number of seconds and posts the comparisons per second. */
const { scheme, seconds } = workerData as HashLoad;
const compare = comparison(scheme);
const started = performance.now();
const deadline = started + seconds * 1000;
let comparisons = 0;
while (performance.now() < deadline) {
  compare();
  comparisons += 1;
}
parentPort?.postMessage((comparisons * 1000) / (performance.now() - started));
