import { hash } from 'bcryptjs';
import { InvalidConfiguration } from '../../config/invalid-configuration.js';
import type { Config } from '../../config/config.js';
import { importUsers } from './import-users.js';
import type { SourceRow, UserImportOptions } from './import-users.js';

const PASSWORD = 'correct horse battery staple';
/** The password is public, so that its hash may be fast. */
const COST = 4;
const MAX_USERS = 1_000_000;
const DAY_MS = 86_400_000;
const DAYS = 700;

const FIRST_NAMES = [
  'ada',
  'alan',
  'barbara',
  'donald',
  'edsger',
  'grace',
  'hedy',
  'john',
  'katherine',
  'leslie',
  'margaret',
];
const LAST_NAMES = [
  'byron',
  'dijkstra',
  'hamilton',
  'hopper',
  'johnson',
  'knuth',
  'lamarr',
  'lamport',
  'liskov',
  'turing',
];

/**
 * Opens made-up accounts to look at and to test with. All have the same password. A repeat opens only those that are missing.
 *
 * @throws InvalidConfiguration the service is in production, or the number is out of range
 */
export async function seedUsers(
  config: Config,
  text: string,
  onProgress: UserImportOptions['onProgress'],
): Promise<string> {
  const count = Number(text);
  if (config.production)
    throw new InvalidConfiguration(
      'made-up accounts have a public password; NODE_ENV must not be production',
    );
  if (!Number.isInteger(count) || count < 1 || count > MAX_USERS)
    throw new InvalidConfiguration(`--users must be a number from 1 to ${String(MAX_USERS)}`);
  const rows = madeUpUsers(count, await hash(PASSWORD, COST));
  const options = { isDryRun: false, reportFile: null, onProgress };
  const summary = await importUsers(config, { name: 'seed', total: count, rows }, options);
  return `${summary}. All have the password "${PASSWORD}".`;
}

/** Returns the same people for the same number: one in 20 is inactive, and one in 10 has not verified the address. */
async function* madeUpUsers(count: number, passwordHash: string): AsyncGenerator<SourceRow> {
  for (let n = 0; n < count; n += 1) {
    const first = FIRST_NAMES[n % FIRST_NAMES.length] ?? '';
    const last = LAST_NAMES[Math.floor(n / FIRST_NAMES.length) % LAST_NAMES.length] ?? '';
    const user = {
      id: `seed-${String(n)}`,
      email: `${first}.${last}.${String(n)}@example.com`,
      username: `${first} ${last}`,
      password_hash: passwordHash,
      active: n % 20 !== 19,
      verified: n % 10 !== 9,
      registered_at: Date.UTC(2024, 0, 1) + (n % DAYS) * DAY_MS,
    };
    yield await Promise.resolve({ place: `user ${String(n + 1)}`, user });
  }
}
