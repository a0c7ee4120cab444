import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { FormatOptions } from '../../src/cli/users/formats/format.js';
import { UnreadableSource } from '../../src/cli/users/formats/format.js';
import { USER_FORMATS } from '../../src/cli/users/formats/formats.js';
import { userLine } from '../../src/commands/accounts/import/user-line.js';
import type { UserLine } from '../../src/commands/accounts/import/user-line.js';
import { parseStoredHash } from '../../src/security/passwords/hash-format.js';
import { computeHash } from '../../src/security/passwords/hash-work.js';

const PASSWORD = 'Grüße, Ada! 42';
const BCRYPT = '$2b$06$GYZ.WUzFRbq1abAtHagm6.n3WixQtA1iMFZCoiEiO6Wlb4W6yprFC';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credence-formats-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(text: string): Promise<string> {
  const file = join(folder, `source-${String(text.length)}`);
  await writeFile(file, text);
  return file;
}

/** Returns the accounts that a format reads from a text. */
async function accountsIn(
  format: string,
  text: string,
  options: Partial<FormatOptions> = {},
): Promise<UserLine[]> {
  const found = USER_FORMATS[format];
  if (found === undefined) throw new Error(`There is no format ${format}.`);
  const standard = { table: null, hashConfig: null, identity: null };
  const { rows } = await found.open(await write(text), { ...standard, ...options });
  const accounts: UserLine[] = [];
  for await (const { user } of rows) accounts.push(userLine.parse(user));
  return accounts;
}

async function matches(password: string, stored: string | null | undefined): Promise<boolean> {
  const parsed = parseStoredHash(stored ?? '');
  return parsed !== null && (await computeHash(password, parsed.recipe)).endsWith(parsed.digest);
}

test('CSV is read with quotes, line breaks in fields, and without optional columns', async () => {
  const [ada, bob] = await accountsIn(
    'csv',
    '\uFEFFid,email,name\r\n1,ada@example.com,"Ada, ""Countess""\nLovelace"\r\n2,bob@example.com,\r\n',
  );
  expect(ada).toMatchObject({
    id: '1',
    active: true,
    verified: false,
    password_hash: null,
    registered_at: null,
  });
  expect(bob).toMatchObject({ id: '2', username: 'bob' });
});

test('JSON Lines are read, and a line that is no JSON is rejected by itself', async () => {
  const [ada] = await accountsIn(
    'jsonl',
    `{"id":"1","email":"ada@example.com","verified":true,"password_hash":"${BCRYPT}"}\n`,
  );
  expect(ada).toMatchObject({ id: '1', verified: true, password_hash: BCRYPT });
  await expect(accountsIn('jsonl', 'no JSON\n')).rejects.toThrow(/email/);
});

test('an export of Auth0 is read with blocked people and hashes (IMP-1)', async () => {
  const line = {
    user_id: 'auth0|5f1',
    email: 'ada@example.com',
    email_verified: true,
    nickname: 'ada',
    blocked: true,
    created_at: '2020-02-01T00:00:00.000Z',
    passwordHash: BCRYPT,
  };
  const [ada] = await accountsIn('auth0', `${JSON.stringify(line)}\n`);
  expect(ada).toMatchObject({
    id: 'auth0|5f1',
    username: 'ada',
    verified: true,
    active: false,
    registered_at: new Date('2020-02-01'),
  });
  expect(await matches(PASSWORD, ada?.password_hash)).toBe(true);
});

test('an export of Firebase is read with the parameters of its hashes (IMP-1)', async () => {
  const hashConfig = await write(
    JSON.stringify({
      algorithm: 'SCRYPT',
      base64_signer_key:
        'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==',
      base64_salt_separator: 'Bw==',
      rounds: 8,
      mem_cost: 14,
    }),
  );
  const users = [
    {
      localId: 'a1',
      email: 'ada@example.com',
      emailVerified: true,
      // Base64url, as the command line of Firebase writes it.
      passwordHash:
        'lSrfV15cpx95_sZS2W9c9Kp6i_LVgQNDNC_qzrCnh1SAyZvqmZqAjTdn3aoItz-VHjoZilo78198JAdRuid5lQ==',
      salt: '42xEC-ixf3L2lw==',
      createdAt: '1580515200000',
    },
  ];
  const [ada] = await accountsIn('firebase', JSON.stringify({ users }), { hashConfig });
  expect(ada).toMatchObject({
    id: 'a1',
    verified: true,
    active: true,
    registered_at: new Date('2020-02-01'),
  });
  expect(await matches('user1password', ada?.password_hash)).toBe(true);
  await expect(accountsIn('firebase', JSON.stringify({ users }))).rejects.toThrow(UnreadableSource);
});

test('a realm of Keycloak is read with its hashes and authenticator apps (IMP-1)', async () => {
  const credentialOf = (type: string, secret: object, data: object) => ({
    type,
    secretData: JSON.stringify(secret),
    credentialData: JSON.stringify(data),
  });
  const users = [
    {
      id: '0b9f7d2e-5c1a-4e8b-9a63-2f4d1c7e8a90',
      username: 'ada',
      email: 'ada@example.com',
      emailVerified: true,
      enabled: true,
      createdTimestamp: 1580515200000,
      credentials: [
        credentialOf(
          'password',
          {
            value: 'CuWDzUBOj1G7KwtM8q2aWykZMUqgGZQ9qRGWS8Kt+6mkUaJqXndWbJtplS4xLZP1sg6djAGbPwqKVp2pmWpQTw==',
            salt: 'MDEyMzQ1Njc4OWFiY2RlZg==',
          },
          { hashIterations: 21000, algorithm: 'pbkdf2-sha512', additionalParameters: {} },
        ),
        credentialOf(
          'otp',
          { value: '12345678901234567890' },
          { subType: 'totp', digits: 6, period: 30, algorithm: 'HmacSHA1' },
        ),
      ],
    },
    {
      id: '0b9f7d2e-5c1a-4e8b-9a63-2f4d1c7e8a91',
      email: 'bob@example.com',
      enabled: false,
      credentials: [
        credentialOf(
          'password',
          { value: 'ohCXq51t7lHxqnFu4uMoUjOp/tvhd2MJq2DOVi9AFTw=', salt: 'whFqtPaLdDqUOQUEvYLuEw==' },
          {
            hashIterations: 2,
            algorithm: 'argon2',
            additionalParameters: { type: ['id'], version: ['1.3'], memory: ['8192'], parallelism: ['2'] },
          },
        ),
      ],
    },
  ];
  const [ada, bob] = await accountsIn('keycloak', JSON.stringify({ realm: 'test', users }));
  expect(ada).toMatchObject({
    username: 'ada',
    factors: {
      totp: [{ secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', digits: 6, period: 30, algorithm: 'SHA1' }],
    },
  });
  expect(bob).toMatchObject({ active: false, verified: false });
  for (const one of [ada, bob]) {
    expect(await matches(PASSWORD, one?.password_hash)).toBe(true);
    expect(await matches('another', one?.password_hash)).toBe(false);
  }
  await expect(accountsIn('keycloak', '{}')).rejects.toThrow(UnreadableSource);
  await expect(accountsIn('keycloak', 'no JSON')).rejects.toThrow(UnreadableSource);
});

test('the users of Supabase are read with confirmations and bans (IMP-1)', async () => {
  const header =
    'id,email,encrypted_password,email_confirmed_at,banned_until,deleted_at,created_at,raw_user_meta_data';
  const rows = [
    `7b0f1c1e-54f1-4f1c-9a52-0a1f5d7a3b01,ada@example.com,${BCRYPT},2020-02-01 00:00:00+00,,,2020-02-01 00:00:00+00,"{""full_name"":""Ada""}"`,
    `7b0f1c1e-54f1-4f1c-9a52-0a1f5d7a3b02,bob@example.com,${BCRYPT},,9999-01-01 00:00:00+00,,2020-02-01 00:00:00+00,{}`,
  ];
  const [ada, bob] = await accountsIn('supabase', `${header}\n${rows.join('\n')}\n`);
  expect(ada).toMatchObject({ username: 'Ada', verified: true, active: true, password_hash: BCRYPT });
  expect(bob).toMatchObject({ username: 'bob', verified: false, active: false });
});

test('the users of Cognito are read without passwords (IMP-1)', async () => {
  const text = 'cognito:username,name,email,email_verified\nada.l,Ada,ada@example.com,TRUE\n';
  const [ada] = await accountsIn('cognito', text);
  expect(ada).toMatchObject({
    id: 'ada.l',
    username: 'Ada',
    verified: true,
    active: true,
    password_hash: null,
  });
});
