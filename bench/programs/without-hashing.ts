import { readConfig } from '../../src/config/config.js';
import { startService } from '../../src/main.js';
import type { PasswordHasher } from '../../src/security/passwords/hasher.js';

/** A hasher without cost and without protection, for measuring everything else. */
const hasher: PasswordHasher = {
  checkRoom: () => undefined,
  hash: (password) => Promise.resolve(`not hashed: ${password}`),
  verify: (password, stored) => Promise.resolve(stored === `not hashed: ${password}`),
  needsRehash: () => false,
};

const service = await startService(readConfig(process.env), ['api', 'projector', 'worker'], { hasher });
process.once('SIGINT', () => void service.stop());
