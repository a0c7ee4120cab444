import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readConfig } from '../../src/config/config.js';
import { startService } from '../../src/main.js';
import { limitHeapGrowth } from '../../src/runtime/heap-growth.js';
import type { RunningPasswordHasher } from '../../src/security/passwords/hasher.js';

/** A hasher without cost and without protection, for measuring everything else. */
const hasher: RunningPasswordHasher = {
  checkRoom: () => undefined,
  hash: (password) => Promise.resolve(`not hashed: ${password}`),
  verify: (password, stored) => Promise.resolve(stored === `not hashed: ${password}`),
  needsRehash: () => false,
  queued: () => 0,
  passwordsWithin: () => Infinity,
  stop: () => Promise.resolve(),
};

// Only contexts made after the flag is set have the function.
setFlagsFromString('--expose-gc');
process.on('SIGUSR2', () => void runInNewContext('gc()'));

limitHeapGrowth();
const service = await startService(readConfig(process.env), ['api', 'projector', 'worker'], { hasher });
process.once('SIGINT', () => void service.stop());
