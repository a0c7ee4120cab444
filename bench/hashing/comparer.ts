import { parentPort, workerData } from 'node:worker_threads';
import { hashSync as argon2id, verifySync } from '@node-rs/argon2';
import { compareSync, hashSync } from 'bcryptjs';
import type { Comparing } from './rate.js';

const COST = 10;
const PASSWORD = 'correct horse battery staple';

/** Makes a hash as the service does by default; the library's own parameters of argon2id are the same. */
function comparison(scheme: Comparing['scheme']): () => void {
  if (scheme === 'bcrypt') {
    const hash = hashSync(PASSWORD, COST);
    return () => compareSync(PASSWORD, hash);
  }
  const hash = argon2id(PASSWORD);
  return () => verifySync(hash, PASSWORD);
}

/** Compares for so many seconds and tells how many comparisons a second those were. */
const { scheme, seconds } = workerData as Comparing;
const compare = comparison(scheme);
const started = performance.now();
const deadline = started + seconds * 1000;
let comparisons = 0;
while (performance.now() < deadline) {
  compare();
  comparisons += 1;
}
parentPort?.postMessage((comparisons * 1000) / (performance.now() - started));
