import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { environment, readConfig } from '../../src/config/config.js';
import { InvalidConfiguration } from '../../src/config/invalid-configuration.js';
import { runCli } from '../support/server/cli.js';
import { SECRET_KEY, SERVICE_TOKEN } from '../support/server/credence.js';

const JWT_SECRET = 'b7Kp2Xw9Lq4Zn6Vt1Rm8Hs3Dg5Jf0CyA';
const DATABASE_URL = 'postgres://ada:secret@db.example.com/credence';
const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL,
  SECRET_KEY,
  SMTP_URL: 'smtps://mail.example.com',
  PUBLIC_URL: 'https://id.example.com',
};

function complaintOf(variables: Record<string, string>): string {
  try {
    readConfig(variables);
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.message;
    throw error;
  }
  return '';
}

test('without any variable the service uses its embedded parts', () => {
  expect(readConfig({})).toMatchObject({
    port: 8001,
    databaseUrl: null,
    smtpUrl: null,
    serviceToken: null,
    token: { algorithm: null, ttlMs: 600_000 },
    refreshTtlMs: 30 * 86_400_000,
    refreshGraceMs: 10_000,
    refreshLostAnswerMs: 86_400_000,
    passwordHash: { name: 'bcrypt', rounds: 10 },
    exposeVerificationToken: true,
  });
});

test('the default retention is never shorter than the data is needed', () => {
  const day = 86_400_000;
  expect(readConfig({}).retention).toMatchObject({
    sessions: 180 * day,
    devices: 365 * day,
    offers: 30 * day,
  });
  expect(readConfig({ REFRESH_TOKEN_TTL: '200d' }).retention.sessions).toBe(200 * day);
});

test.each(Object.entries(environment.shape))(
  '%s has a description and a row in docs/reference/configuration.md',
  async (name, schema) => {
    expect(schema.description).toMatch(/^\w/);
    const documentation = await readFile('docs/reference/configuration.md', 'utf8');
    expect(documentation).toContain(`\`${name}`);
  },
);

describe('variables of existing deployments keep their meaning:', () => {
  test('tokens are signed with JWT_SECRET if it is set', () => {
    expect(readConfig({ JWT_SECRET }).token).toMatchObject({ algorithm: 'HS256', secret: JWT_SECRET });
  });

  test('a SQLAlchemy URL names the same database', () => {
    const url = DATABASE_URL.replace('postgres:', 'postgresql+asyncpg:');
    expect(readConfig({ DATABASE_URL: url, SECRET_KEY }).databaseUrl).toBe(DATABASE_URL);
  });

  test('special characters in the POSTGRES variables are preserved', () => {
    const parts = { POSTGRES_USER: 'a@b', POSTGRES_PASSWORD: '100%25/#?', POSTGRES_DB: 'my db' };
    const url = new URL(readConfig({ ...parts, POSTGRES_HOST: 'db', SECRET_KEY }).databaseUrl ?? '');
    expect([url.hostname, url.port]).toEqual(['db', '5432']);
    expect([url.username, url.password, url.pathname.slice(1)].map(decodeURIComponent)).toEqual([
      'a@b',
      '100%25/#?',
      'my db',
    ]);
  });

  test('EMAIL_VERIFICATION_TTL_HOURS sets the lifetime of links', () => {
    expect(readConfig({ EMAIL_VERIFICATION_TTL_HOURS: '48' }).verificationTtlMs).toBe(48 * 3_600_000);
  });
});

test('CHECKPOINT_PUBLISH takes a file, webhooks and witnesses', () => {
  const key = 'witness.example.com/w1+1a2b3c4d+BAAA/+==';
  const list = `file:/mnt/checkpoint,webhook:https://a.example.com/c?d=e,witness:https://w.example.com/#${key}`;
  expect(readConfig({ CHECKPOINT_PUBLISH: list }).checkpoints.places).toEqual({
    file: '/mnt/checkpoint',
    webhooks: ['https://a.example.com/c?d=e'],
    witnesses: [{ url: 'https://w.example.com', key }],
  });
  for (const wrong of [
    'file:/a,file:/b',
    'file:relative',
    'webhook:http://a.example.com',
    'webhook:https://user:pass@a.example.com',
    `witness:https://user@w.example.com/#${key}`,
    'witness:https://w.example.com',
    'https://a.example.com',
    ',',
  ])
    expect(complaintOf({ CHECKPOINT_PUBLISH: wrong })).toMatch(/^CHECKPOINT_PUBLISH must be a list/);
});

test('PASSWORD_HASH and BCRYPT_ROUNDS choose the password hash', () => {
  expect(readConfig({ PASSWORD_HASH: 'argon2id' }).passwordHash).toEqual({ name: 'argon2id' });
  expect(readConfig({ PASSWORD_HASH: 'bcrypt', BCRYPT_ROUNDS: '12' }).passwordHash).toEqual({
    name: 'bcrypt',
    rounds: 12,
  });
});

test('breached passwords are looked up only if HIBP_RANGE_URL is set, over https or on this machine', () => {
  expect(readConfig({}).breachRangeUrl).toBeNull();
  for (const url of ['https://api.pwnedpasswords.com/range', 'http://127.0.0.1:8080', 'http://[::1]/range']) {
    expect(readConfig({ HIBP_RANGE_URL: `${url}/` }).breachRangeUrl).toBe(url);
  }
});

test('names of the service are refused as passwords (REG-5)', () => {
  const { serviceNames } = readConfig({ ...PRODUCTION, MAIL_FROM: 'Numbers & Engines <ada@example.org>' });
  expect(serviceNames).toEqual([
    'credence',
    'id.example.com',
    'example.com',
    'id',
    'example',
    'Numbers & Engines',
  ]);
});

test('MFA=required demands a second factor of every account, at once or after a time (MFA-32)', () => {
  expect(readConfig({}).factorPolicies).toEqual([]);
  expect(readConfig({ MFA: 'required' }).factorPolicies).toEqual([{ graceUntil: null }]);
  const inParis = readConfig({ MFA: 'required', MFA_GRACE_UNTIL: '2027-01-31T01:00:00+01:00' });
  expect(inParis.factorPolicies).toEqual([{ graceUntil: new Date('2027-01-31T00:00:00Z') }]);
});

test('REFRESH_TOKEN_GRACE=0s disables the grace period (REF-5)', () => {
  expect(readConfig({ REFRESH_TOKEN_GRACE: '0s' }).refreshGraceMs).toBe(0);
  expect(readConfig({ REFRESH_TOKEN_GRACE: '2500ms' }).refreshGraceMs).toBe(2500);
});

test('REFRESH_LOST_ANSWER=0s disables the period for lost answers, and so does a grace period of 0s (REF-5)', () => {
  expect(readConfig({ REFRESH_LOST_ANSWER: '0s' })).toMatchObject({
    refreshGraceMs: 10_000,
    refreshLostAnswerMs: 0,
  });
  expect(readConfig({ REFRESH_TOKEN_GRACE: '0s' }).refreshLostAnswerMs).toBe(0);
  const both = { REFRESH_TOKEN_GRACE: '0s', REFRESH_LOST_ANSWER: '2h' };
  expect(readConfig(both)).toMatchObject({ refreshGraceMs: 0, refreshLostAnswerMs: 7_200_000 });
});

test('the lifetime of an access token is a whole number of seconds in any unit (REF-7)', () => {
  expect(readConfig({ ACCESS_TOKEN_TTL: '2000ms' }).token.ttlMs).toBe(2000);
  expect(complaintOf({ ACCESS_TOKEN_TTL: '1500ms' })).toContain('whole number of seconds');
});

test('EVENTSTOREDB_URL and REDIS_URL choose the stores of the log and the jobs', () => {
  const EVENTSTOREDB_URL = 'esdb+discover://user:secret@one:2113,two:2113?tls=true';
  const REDIS_URL = 'rediss://:secret@redis:6379/1';
  expect(readConfig({ EVENTSTOREDB_URL, REDIS_URL })).toMatchObject({
    eventStoreDbUrl: EVENTSTOREDB_URL,
    redisUrl: REDIS_URL,
  });
});

describe('a secret in a file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'credence-config-'));
    await writeFile(join(folder, 'key'), `${SECRET_KEY}\n`);
    await writeFile(join(folder, 'empty'), '\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('is read without its line break', () => {
    expect(readConfig({ SECRET_KEY_FILE: join(folder, 'key') }).secretKey).toBe(SECRET_KEY);
  });

  test.each([
    ['is missing', () => ({ SECRET_KEY_FILE: join(folder, 'none') }), /^SECRET_KEY_FILE names a file/],
    ['is empty', () => ({ SECRET_KEY_FILE: join(folder, 'empty') }), /^SECRET_KEY is empty/],
    [
      'is also in the environment',
      () => ({ SECRET_KEY, SECRET_KEY_FILE: join(folder, 'key') }),
      /^SECRET_KEY and SECRET_KEY_FILE are both set/,
    ],
  ])('is refused if it %s (WEB-11)', (_, variables, complaint) => {
    expect(complaintOf(variables())).toMatch(complaint);
    expect(complaintOf(variables())).not.toContain(SECRET_KEY);
  });
});

test('limits by source are strict in production, and RATE_LIMITS changes any limit', () => {
  const { rateLimits } = readConfig({
    ...PRODUCTION,
    RATE_LIMITS: 'mail.recipient=3/2h, sign-up.source=7/30s',
  });
  expect(rateLimits['mail.recipient']).toMatchObject({ limit: 3, windowMs: 7_200_000 });
  expect(rateLimits['sign-up.source']).toMatchObject({ limit: 7, windowMs: 30_000, counts: 'everything' });
  expect(rateLimits['sign-in.source']).toMatchObject({ limit: 60, windowMs: 60_000 });
  expect(readConfig({}).rateLimits['sign-in.source'].limit).toBe(600);
  expect(readConfig({}).rateLimits['mail.recipient'].limit).toBe(10);
});

test.each(['localhost', '127.0.0.1', '127.0.0.2', '::1'])(
  'on %s, a loopback address, the inbox and the verification token are available (WEB-12)',
  (HOST) => {
    expect(readConfig({ HOST })).toMatchObject({ smtpUrl: null, exposeVerificationToken: true });
  },
);

test('with a HOST that other machines reach, the verification token is not exposed by default (WEB-12)', () => {
  const config = readConfig({ HOST: '0.0.0.0', SMTP_URL: 'smtps://mail.example.com' });
  expect(config.exposeVerificationToken).toBe(false);
});

test('a rate limit window is a day at most (LIM-8)', () => {
  const { rateLimits } = readConfig({ RATE_LIMITS: 'sign-in.source=5/24h' });
  expect(rateLimits['sign-in.source'].windowMs).toBe(86_400_000);
  expect(complaintOf({ RATE_LIMITS: 'sign-in.source=5/597h' })).toBe(
    'RATE_LIMITS must have windows of 24h or less',
  );
});

test('production starts with its required variables', () => {
  expect(readConfig(PRODUCTION)).toMatchObject({ production: true, exposeVerificationToken: false });
});

describe('the start is refused with a message that names the variable and not its value (WEB-11):', () => {
  test.each(Object.keys(PRODUCTION).filter((name) => name !== 'NODE_ENV'))(
    'production without %s',
    (name) => {
      const { [name]: _left, ...rest } = PRODUCTION as Record<string, string>;
      expect(complaintOf(rest)).toContain(`${name} is required`);
    },
  );

  test.each([
    ['SECRET_KEY', ''],
    ['SECRET_KEY', '   '],
    ['JWT_SECRET', ''],
    ['INTERNAL_SERVICE_TOKEN', ''],
    ['DATABASE_URL', ''],
    ['DATABASE_URL', 'mysql://localhost/credence'],
    ['EVENTSTOREDB_URL', 'https://events.internal:2113'],
    ['EVENTSTOREDB_URL', 'esdb://'],
    ['REDIS_URL', 'http://redis.internal'],
    ['REDIS_URL', ''],
    ['POSTGRES_PORT', '70000'],
    ['ALGORITHM', 'none'],
    ['ALGORITHM', 'PS256'],
    ['ACCESS_TOKEN_TTL', '0s'],
    ['ACCESS_TOKEN_TTL', '2h'],
    ['ACCESS_TOKEN_TTL', '600'],
    ['REFRESH_TOKEN_TTL', '1s'],
    ['REFRESH_TOKEN_IDLE_TTL', '31d'],
    ['RETENTION_SESSIONS', '29d'],
    ['RETENTION_DEVICES', '29d'],
    ['RETENTION_OFFERS', '1h'],
    ['RETENTION_REQUESTS', '0s'],
    ['UNVERIFIED_RETENTION', '1h'],
    ['REFRESH_TOKEN_GRACE', '11s'],
    ['REVOCATION_MAX_SILENCE', '1s'],
    ['REFRESH_TOKEN_GRACE', '0'],
    ['REFRESH_TOKEN_GRACE', '-1s'],
    ['REFRESH_LOST_ANSWER', '24'],
    ['REFRESH_LOST_ANSWER', '-1h'],
    ['PASSWORD_RESET_TTL', '2d'],
    ['BCRYPT_ROUNDS', '4'],
    ['BCRYPT_ROUNDS', '31'],
    ['BCRYPT_ROUNDS', '10.5'],
    ['PASSWORD_HASH', 'md5'],
    ['PASSWORD_HASH', 'argon2'],
    ['PASSWORD_MIN_LENGTH', '1'],
    ['PASSWORD_MIN_LENGTH', '-8'],
    ['HIBP_RANGE_URL', 'http://api.pwnedpasswords.com/range'],
    ['HIBP_RANGE_URL', 'http://127.0.0.1.example.com/range'],
    ['HIBP_RANGE_URL', 'http://localhost.example.com/range'],
    ['HIBP_RANGE_URL', 'https://ada:engine@ranges.internal'],
    ['HIBP_RANGE_URL', 'https://ranges.internal?mode=ntlm'],
    ['HIBP_RANGE_URL', 'api.pwnedpasswords.com'],
    ['EMAIL_VERIFICATION_TTL_HOURS', '0'],
    ['EXPOSE_VERIFICATION_TOKEN', 'yes'],
    ['MFA_SELF_RESET', 'true'],
    ['MFA', 'yes'],
    ['MFA_GRACE_UNTIL', '31 January 2027'],
    ['INTERNAL_SERVICE_TOKEN', `${SERVICE_TOKEN}!`],
    ['INTERNAL_SERVICE_TOKEN', `=${SERVICE_TOKEN}`],
    ['NODE_ENV', 'prod'],
    ['NODE_ENV', 'Production'],
    ['PORT', '65536'],
    ['PUBLIC_URL', 'id.example.com'],
    ['FRONTEND_BASE_URL', 'javascript:alert(1)'],
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'https://*.preview.example'],
    ['CORS_ORIGINS', 'https://app.example.com, https://*'],
    ['CORS_ORIGINS', 'https://app.example.com/'],
    ['CORS_ORIGINS', 'capacitor://localhost/'],
    ['CORS_ORIGINS', 'file://localhost'],
    ['CORS_ORIGINS', 'javascript://localhost'],
    ['CORS_ORIGINS', 'null'],
    ['APP_RETURN_URLS', 'https://app.example.com/done'],
    ['APP_RETURN_URLS', 'javascript:alert(1)'],
    ['APP_RETURN_URLS', 'data:text/html,hello'],
    ['APP_RETURN_URLS', 'MyApp://done'],
    ['APP_RETURN_URLS', 'myapp://done?code=1'],
    ['APP_RETURN_URLS', 'myapp:'],
    ['TRUSTED_PROXIES', 'everybody'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', 'loopback'],
    ['TRUSTED_PROXIES', '10.0.0.0/8, 0.0.0.0/0'],
    ['TRUSTED_PROXIES', '::/0'],
    ['TRUSTED_PROXIES', '::ffff:0.0.0.0/96'],
    ['TRUSTED_PROXY_HEADER', 'x-real-ip'],
    ['TRUSTED_PROXIES', '1'],
    ['TRUSTED_PROXIES', '10.1'],
    ['TRUSTED_PROXIES', '0.0.0.0/1,128.0.0.0/1'],
    ['TRUSTED_PROXIES', '0.0.0.0/2, 64.0.0.0/3, 96.0.0.0/3'],
    ['TRUSTED_PROXIES', '::/1, 8000::/1'],
    ['TRUSTED_PROXIES', '::/80'],
    ['PUBLIC_URL', 'https://id.example.com?tenant=1'],
    ['PUBLIC_URL', 'https://example.com/accounts?tenant=1'],
    ['PUBLIC_URL', 'https://example.com//accounts'],
    ['PUBLIC_URL', 'https://example.com/a/../accounts'],
    ['PUBLIC_URL', 'https://example.com/accounts/.'],
    ['PUBLIC_URL', 'https://example.com/acc%6Funts'],
    ['PUBLIC_URL', 'https://example.com/:accounts'],
    ['PUBLIC_URL', 'https://example.com/acc ounts'],
    ['PUBLIC_URL', 'https://ada:secret@id.example.com'],
    ['PUBLIC_URL', 'https://id.example.com/#top'],
    ['FRONTEND_BASE_URL', 'https://app.example.com/?tenant=1'],
    ['FRONTEND_BASE_URL', 'https://ada@app.example.com'],
    ['REDIS_URL', 'redis://:50%@localhost'],
    ['SMTP_URL', 'smtp://ada:50%@mail.example.com'],
    ['SMTP_HELLO_NAME', 'id.example.com extra'],
    ['START_TIMEOUT', 'soon'],
    ['RATE_LIMITS', 'everything=5/1m'],
    ['RATE_LIMITS', 'sign-in.source=0/1m'],
    ['RATE_LIMITS', 'sign-in.source=5'],
    ['RATE_LIMITS', 'constructor=5/1m'],
    ['RATE_LIMITS', 'sign-in.source=5/25h'],
    ['RATE_LIMITS', 'mail.recipient=5/1h,sign-in.source=5/86401s'],
    ['SIGNUP_PRIVACY', 'yes'],
    ['SMTP_URL', 'https://mail.example.com'],
    ['MAIL_FROM', 'nobody'],
    ['LOG_LEVEL', 'loud'],
  ])('%s=%s', (name, value) => {
    const complaint = complaintOf({ [name]: value });
    expect(complaint).toContain(name);
    expect(complaint.split('\n')).toHaveLength(1);
    if (value.trim().length > 8) expect(complaint).not.toContain(value);
  });

  test.each([
    ['an external database without a master secret', { DATABASE_URL }, 'SECRET_KEY'],
    ['a database user without a database name', { POSTGRES_USER: 'ada', SECRET_KEY }, 'POSTGRES_DB'],
    ['a database password without a user', { POSTGRES_PASSWORD: 'x', SECRET_KEY }, 'POSTGRES_USER'],
    ['HS256 without a shared secret', { ALGORITHM: 'HS256' }, 'JWT_SECRET'],
    ['a bcrypt cost with argon2id', { PASSWORD_HASH: 'argon2id', BCRYPT_ROUNDS: '10' }, 'BCRYPT_ROUNDS'],
    [
      'the same value for the master secret and the shared secret',
      { SECRET_KEY, JWT_SECRET: SECRET_KEY },
      'JWT_SECRET',
    ],
    [
      'the same value for the master secret and the service token',
      { SECRET_KEY, INTERNAL_SERVICE_TOKEN: SECRET_KEY },
      'INTERNAL_SERVICE_TOKEN',
    ],
    [
      'the same value for the shared secret and the service token',
      { JWT_SECRET, INTERNAL_SERVICE_TOKEN: JWT_SECRET },
      'INTERNAL_SERVICE_TOKEN',
    ],
    [
      'the development inbox on a HOST that other machines reach',
      { HOST: '0.0.0.0', DATABASE_URL, SECRET_KEY },
      'SMTP_URL',
    ],
    [
      'an exposed verification token on a HOST that other machines reach',
      { HOST: '::', SMTP_URL: 'smtps://mail.example.com', EXPOSE_VERIFICATION_TOKEN: 'true' },
      'EXPOSE_VERIFICATION_TOKEN',
    ],
    ['a shared secret with a public key algorithm', { ALGORITHM: 'EdDSA', JWT_SECRET }, 'JWT_SECRET'],
    [
      'an exposed verification token with private sign-up',
      { SIGNUP_PRIVACY: 'strict', EXPOSE_VERIFICATION_TOKEN: 'true' },
      'EXPOSE_VERIFICATION_TOKEN',
    ],
    ['a grace without its demand', { MFA_GRACE_UNTIL: '2027-01-31T00:00:00Z' }, 'MFA_GRACE_UNTIL'],
    [
      'a reset of factors by the password alone, which the owner has no time to cancel',
      { MFA_SELF_RESET: 'on', MFA_RESET_DELAY: '59m' },
      'MFA_RESET_DELAY',
    ],
    [
      'a PUBLIC_URL in production that others on the network can read',
      { ...PRODUCTION, PUBLIC_URL: 'http://id.example.com' },
      'PUBLIC_URL must be an https URL in production',
    ],
    [
      'a FRONTEND_BASE_URL in production that others on the network can read',
      { ...PRODUCTION, FRONTEND_BASE_URL: 'http://app.example.com' },
      'FRONTEND_BASE_URL must be an https URL in production',
    ],
    [
      'an exposed verification token in production',
      { ...PRODUCTION, EXPOSE_VERIFICATION_TOKEN: 'true' },
      'EXPOSE_VERIFICATION_TOKEN',
    ],
  ])('%s', (_name, variables, variable) => {
    expect(complaintOf(variables)).toContain(variable);
  });
});

test('real proxies are trusted', () => {
  const TRUSTED_PROXIES = '10.0.0.0/8,172.16.0.0/12,192.168.1.7,fc00::/7,2001:db8::1';
  expect(readConfig({ TRUSTED_PROXIES }).trustedProxies).toHaveLength(5);
});

test('an http URL of this machine is accepted in production', () => {
  expect(complaintOf({ ...PRODUCTION, PUBLIC_URL: 'http://localhost:8001' })).toBe('');
});

test.each([
  ['https://id.example.com/auth', 'id.example.com'],
  ['http://127.0.0.1:8001', '[127.0.0.1]'],
  ['http://[::1]:8001', '[IPv6:::1]'],
])('mail servers are greeted with the host of PUBLIC_URL %s', (PUBLIC_URL, name) => {
  expect(readConfig({ PUBLIC_URL }).smtpHelloName).toBe(name);
  expect(readConfig({ PUBLIC_URL, SMTP_HELLO_NAME: 'mx.example.com' }).smtpHelloName).toBe('mx.example.com');
});

test('mail requires TLS in production unless SMTP_ALLOW_PLAINTEXT is true (DEP-4)', () => {
  expect(readConfig(PRODUCTION).smtpRequiresTls).toBe(true);
  expect(readConfig({ ...PRODUCTION, SMTP_ALLOW_PLAINTEXT: 'true' }).smtpRequiresTls).toBe(false);
  expect(readConfig({}).smtpRequiresTls).toBe(false);
});

test('a clock before the build stops the start with one line (DEP-7)', async () => {
  const earlyDate = 'Date = class extends Date { constructor(...a) { super(...(a.length ? a : [0])); } }';
  const clock = `data:text/javascript,${encodeURIComponent(earlyDate)}`;
  const folder = await mkdtemp(join(tmpdir(), 'credence-config-'));
  const { code, output } = await runCli(['serve'], { DATA_DIR: folder, NODE_OPTIONS: `--import=${clock}` });
  expect(output).toMatch(/^credence: the clock of this machine is earlier than the build[^\n]*\n$/);
  expect(code).toBe(1);
  await rm(folder, { recursive: true });
});

describe('a guessable secret stops the start (TOK-7):', () => {
  const SHORT = 'must have 32 characters or more';
  const EASY = 'is too easy to guess';
  const cases = [
    ['Zx9Qv7Lm3Kp', SHORT],
    [JWT_SECRET.slice(0, 31), SHORT],
    ['x'.repeat(64), EASY],
    ['abcabcabcabcabcabcabcabcabcabcabcabc', EASY],
    ['change-me-change-me-change-me-0123456789', EASY],
    ['your_secret_key_goes_here_0123456789', EASY],
    ['your-256-bit-secret-0123456789-abcdef', EASY],
    ['a-string-secret-at-least-256-bits-long', EASY],
    ['secretsecretsecretsecret0123456789abc', EASY],
    ['password0123456789abcdefghijklmnop', EASY],
    ['a-placeholder-0123456789-bcdefghijk', EASY],
    ['09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7', EASY],
    ['5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8', EASY],
    ['0123456789abcdefghijklmnopqrstuvwxyz', EASY],
    ['django-insecure-x4k2p9w7q1z8v3m6n5b0', EASY],
  ] as const;

  test.each(
    ['SECRET_KEY', 'JWT_SECRET', 'INTERNAL_SERVICE_TOKEN'].flatMap((name) =>
      cases.map(([value, complaint]) => [name, value, complaint]),
    ),
  )('%s=%s', (name, value, complaint) => {
    expect(complaintOf({ [name]: value })).toBe(`${name} ${complaint}`);
  });

  test('random secrets of 256 bits are accepted (TOK-7)', () => {
    expect(complaintOf({ SECRET_KEY, JWT_SECRET, INTERNAL_SERVICE_TOKEN: SERVICE_TOKEN })).toBe('');
  });

  test.each([
    ['too short', { JWT_SECRET: 'Zx9Qv7Lm3Kp' }, `JWT_SECRET ${SHORT}`],
    ['a placeholder', { SECRET_KEY: 'change-me-change-me-change-me-0123456789' }, `SECRET_KEY ${EASY}`],
  ])(
    'a secret that is %s ends the program with one line before it creates files (WEB-11)',
    async (_, secrets, complaint) => {
      const folder = await mkdtemp(join(tmpdir(), 'credence-config-'));
      const { code, output } = await runCli(['serve'], { DATA_DIR: folder, ...secrets });
      expect(code).toBe(1);
      expect(output).toBe(`credence: ${complaint}\n`);
      expect(await readdir(folder)).toEqual([]);
      await rm(folder, { recursive: true });
    },
  );
});

test('a wildcard in CORS_ORIGINS is rejected with the reason and the remedy (WEB-1)', () => {
  expect(complaintOf({ CORS_ORIGINS: 'https://*.preview.example' })).toBe(
    'CORS_ORIGINS must not contain wildcards, because origins are compared exactly; list each origin',
  );
});

test('the origins of app frameworks and the URLs of private schemes are accepted', () => {
  const origins = [
    'https://app.example.com',
    'capacitor://localhost',
    'ionic://localhost',
    'tauri://localhost',
  ];
  const urls = ['myapp://signed-in', 'com.example.app:/done'];
  const config = readConfig({ CORS_ORIGINS: origins.join(','), APP_RETURN_URLS: urls.join(', ') });
  expect([config.corsOrigins, config.appReturnUrls]).toEqual([origins, urls]);
});

test.each([
  { PUBLIC_URL: 'https://id.example.com' },
  { PUBLIC_URL: 'https://id.example.com', NODE_ENV: 'production' },
])('insecure cookies are rejected with %j', (variables) => {
  expect(complaintOf({ ...variables, INSECURE_COOKIES: 'true' })).toContain(
    'INSECURE_COOKIES is for development over http only; unset it',
  );
});

test.each([
  ['http://localhost:8001', false],
  ['http://127.0.0.1:8001', false],
  ['http://[::1]:8001', false],
  ['https://id.example.com', false],
  ['http://id.example.com', true],
  ['http://192.0.2.1:8001', true],
])('browsers reach %s over a readable connection: %s', (url, expected) => {
  expect(readConfig({ PUBLIC_URL: url }).publicHttp).toBe(expected);
});

test.each([
  'https://example.com',
  'https://example.com/accounts',
  'https://example.com/a-b/.well_known~/v1.2',
])('the public URL %s is accepted, with or without a slash at its end', (url) => {
  expect(readConfig({ PUBLIC_URL: url }).publicUrl).toBe(url);
  expect(readConfig({ PUBLIC_URL: `${url}/` }).publicUrl).toBe(url);
});
