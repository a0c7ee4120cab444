import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { examine } from '../../src/compose/maintenance/doctor/doctor.js';
import { requireTrust } from '../../src/compose/maintenance/doctor/examine-certificate.js';
import { requireSameTime, requireSpace } from '../../src/compose/maintenance/doctor/examine-host.js';
import { requireVersions } from '../../src/compose/maintenance/doctor/examine-versions.js';
import { prepareDatabase } from '../../src/compose/prepare-database.js';
import { readConfig } from '../../src/config/config.js';
import { selfSigned } from '../support/deployments/self-signed.js';
import { execute } from '../support/deployments/other-objects.js';
import { runCli } from '../support/server/cli.js';
import { SECRET_KEY } from '../support/server/credence.js';
import { databaseAt } from '../support/stores/database-at.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const LONG_MS = 300_000;
/** No server listens on this port, which is reserved. */
const CLOSED = '127.0.0.1:1';

const ROLE = `weak_${randomBytes(6).toString('hex')}`;
const PASSWORD = 'role-password';

let database: TestDatabase;
let migrated: TestDatabase;
/** A server that does not speak TLS, and one whose certificate nobody trusts. */
let plain: Server;
let untrusted: Server;

beforeAll(async () => {
  [database, migrated] = [await usePostgres(), await usePostgres()];
  await prepareDatabase(databaseAt(migrated.url));
  await execute(database.url, `create role ${ROLE} login password '${PASSWORD}'`);
  plain = await listening(
    createServer((socket) => {
      socket.on('error', () => undefined).on('data', () => socket.write('-ERR this is not TLS\r\n'));
    }),
  );
  untrusted = await listening(createTlsServer(selfSigned('localhost')));
});
afterAll(async () => {
  plain.close();
  untrusted.close();
  await execute(database.url, `drop role ${ROLE}`);
  await Promise.all([database.dispose(), migrated.dispose()]);
});

async function listening(server: Server): Promise<Server> {
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const portOf = (server: Server) => String((server.address() as AddressInfo).port);

/** Returns the URL of a database for the role without rights. */
function asRole({ url }: TestDatabase): string {
  const changed = new URL(url);
  [changed.username, changed.password] = [ROLE, PASSWORD];
  return changed.href;
}

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
  [
    'a role that cannot create the tables',
    () => ({ DATABASE_URL: asRole(database) }),
    /this role has no right to create schemas; run `credence migrate --grant-to`/,
  ],
  [
    'a role without rights on the tables',
    () => ({ DATABASE_URL: asRole(migrated) }),
    /this role lacks usage on credence_\w+, .+ and \d+ others; run `credence migrate --grant-to`/,
  ],
  [
    'TLS that PostgreSQL does not offer',
    () => ({ DATABASE_URL: at((url) => url.searchParams.set('sslmode', 'require')) }),
    /requires TLS, but the server offers none; enable ssl in PostgreSQL/,
  ],
  [
    'TLS that the mail server does not offer',
    () => ({ SMTP_URL: `smtps://127.0.0.1:${portOf(plain)}` }),
    /Correct SMTP_URL: its user name, password or TLS/,
  ],
  [
    'a certificate that clients do not trust',
    () => ({ PUBLIC_URL: `https://localhost:${portOf(untrusted)}` }),
    /clients do not trust the certificate of PUBLIC_URL \(DEPTH_ZERO_SELF_SIGNED_CERT\); correct it at the proxy/,
  ],
];

test.each(MISTAKES)(
  'the doctor finds %s (CLI-2)',
  async (_, variables, remedy) => {
    expect(await findings(variables())).toMatch(remedy);
  },
  LONG_MS,
);

test(
  'the doctor finds TLS that Redis does not offer, and says so in JSON (CLI-1, CLI-2)',
  async () => {
    const environment = { DATABASE_URL: database.url, SECRET_KEY };
    const REDIS_URL = `rediss://127.0.0.1:${portOf(plain)}`;
    const { code, output } = await runCli(['doctor', '--json'], { ...environment, REDIS_URL });
    const lines = output.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      expect.arrayContaining([
        {
          message:
            'Redis: REDIS_URL asks for TLS, which the server does not offer; write redis://, or enable TLS in Redis',
        },
        { error: 'failing: Redis' },
      ]),
    );
    expect(code).toBe(1);
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

test('the doctor finds old versions, and a certificate that ends (CLI-2)', async () => {
  const good = { node: '20.19.0', postgresql: '14.1 (Debian 14.1-1)' };
  expect(requireVersions(good)).toBe('ok, Node.js 20.19.0, PostgreSQL 14.1 (Debian 14.1-1)');
  expect(() => requireVersions({ ...good, node: '20.18.3' })).toThrow(
    /Node.js is 20.18.3; update it to 20.19/,
  );
  expect(() => requireVersions({ ...good, postgresql: '13.14' })).toThrow(
    /PostgreSQL is 13.14; update it to 14/,
  );
  expect(await readFile('package.json', 'utf8')).toContain('"node": ">=20.19"');

  const now = new Date('2026-11-28T00:00:00Z');
  const soon = { fault: null, validTo: new Date('2026-12-01T00:00:00Z') };
  expect(() => requireTrust(soon, now)).toThrow(/ends in 3 days; renew it/);
  expect(requireTrust({ fault: null, validTo: new Date('2027-01-01T00:00:00Z') }, now)).toContain('ok');
});

test(
  'the doctor finds nothing in a configuration that works',
  async () => {
    expect(await findings({})).toContain('Every configured dependency works.');
  },
  LONG_MS,
);
