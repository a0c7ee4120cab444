import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { examine } from '../../src/compose/maintenance/doctor.js';
import { requireSameTime, requireSpace } from '../../src/compose/maintenance/host/examine-host.js';
import { readConfig } from '../../src/config/config.js';
import { SECRET_KEY } from '../support/server/credence.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const LONG_MS = 300_000;
/** No server listens on this port, which is reserved. */
const CLOSED = '127.0.0.1:1';

let database: TestDatabase;

beforeAll(async () => {
  database = await usePostgres();
});
afterAll(() => database.dispose());

/** Returns everything that the doctor says about a configuration. */
async function findings(variables: Record<string, string>): Promise<string> {
  const lines: string[] = [];
  const report = (line: string) => lines.push(line);
  try {
    const config = readConfig({ DATABASE_URL: database.url, SECRET_KEY, LOG_LEVEL: 'silent', ...variables });
    lines.push(await examine(config, { mailTo: null, report }));
  } catch (error) {
    lines.push(error instanceof Error ? error.message : 'unknown');
  }
  return lines.join('\n');
}

const at = (change: (url: URL) => void) => {
  const url = new URL(database.url);
  change(url);
  return url.href;
};

/** Mistakes, each with the configuration that has it and the words of its remedy. */
const MISTAKES: readonly (readonly [string, () => Record<string, string>, RegExp])[] = [
  ['a port that is no number', () => ({ PORT: 'none' }), /PORT/],
  [
    'a mode that does not exist',
    () => ({ NODE_ENV: 'prod' }),
    /NODE_ENV must be production, development or test/,
  ],
  ['production without a mail server', () => ({ NODE_ENV: 'production' }), /SMTP_URL/],
  ['a secret that is too short', () => ({ SECRET_KEY: 'short' }), /SECRET_KEY/],
  [
    'a log level that does not exist',
    () => ({ LOG_LEVEL: 'loud' }),
    /LOG_LEVEL must be a level such as info/,
  ],
  [
    'a public URL with a password',
    () => ({ PUBLIC_URL: 'https://a:b@example.com' }),
    /PUBLIC_URL must not contain a user name/,
  ],
  [
    'a public URL with a query',
    () => ({ PUBLIC_URL: 'https://example.com/?a=1' }),
    /PUBLIC_URL must not contain a query/,
  ],
  [
    'a public URL with a name unknown to DNS',
    () => ({ PUBLIC_URL: 'https://credence.invalid' }),
    /PUBLIC_URL names credence\.invalid, which DNS does not know; correct it/,
  ],
  ['trust in every proxy', () => ({ TRUSTED_PROXIES: '0.0.0.0/0' }), /TRUSTED_PROXIES must not cover half/],
  [
    'a proxy that is no address',
    () => ({ TRUSTED_PROXIES: 'proxy' }),
    /TRUSTED_PROXIES must be a comma-separated list/,
  ],
  ['an origin that is no origin', () => ({ CORS_ORIGINS: 'example' }), /CORS_ORIGINS/],
  ['a password scheme that does not exist', () => ({ PASSWORD_HASH: 'md5' }), /PASSWORD_HASH/],
  ['a mail server URL of another scheme', () => ({ SMTP_URL: 'http://mail' }), /SMTP_URL/],
  [
    'a mail server that does not answer',
    () => ({ SMTP_URL: `smtp://${CLOSED}` }),
    /Correct SMTP_URL: its host and port, or the firewall before it/,
  ],
  [
    'a Redis that does not answer',
    () => ({ REDIS_URL: `redis://${CLOSED}` }),
    /REDIS_URL names a server that does not answer/,
  ],
  ['a flag that is neither true nor false', () => ({ INSECURE_COOKIES: 'maybe' }), /INSECURE_COOKIES/],
  [
    'a database that does not exist',
    () => ({ DATABASE_URL: at((url) => (url.pathname = '/nothing')) }),
    /PostgreSQL: .*DATABASE_URL/,
  ],
  [
    'a role that does not exist',
    () => ({ DATABASE_URL: at((url) => (url.username = 'nobody')) }),
    /PostgreSQL: .*DATABASE_URL/,
  ],
];

test.each(MISTAKES)(
  'the doctor finds %s (CLI-2)',
  async (_, variables, remedy) => {
    expect(await findings(variables())).toMatch(remedy);
  },
  LONG_MS,
);

test('the doctor finds clocks that differ, and a disk that is almost full (CLI-2)', () => {
  expect(() => requireSameTime(60)).toThrow(/60 s ahead of the clock of PostgreSQL; synchronise both by NTP/);
  expect(() => requireSameTime(-60)).toThrow(/60 s behind/);
  expect(requireSameTime(0.2)).toContain('ok');
  expect(() => requireSpace(1e8)).toThrow(/make room, or move DATA_DIR/);
  expect(requireSpace(1e10)).toContain('ok');
});

test(
  'the doctor finds nothing in a configuration that works',
  async () => {
    expect(await findings({})).toContain('Every configured dependency works.');
  },
  LONG_MS,
);
