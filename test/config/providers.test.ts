import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InvalidConfiguration, readConfig } from '../../src/config/config.js';
import type { ProviderSettings } from '../../src/security/oauth/provider-settings.js';
import { SECRET_KEY } from '../support/server/credence.js';

const SECRET = 'GOCSPX-b7Kp2Xw9Lq4Zn6Vt1Rm8';
const GOOGLE = { GOOGLE_CLIENT_ID: 'ours.apps.example', GOOGLE_CLIENT_SECRET: SECRET };
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const APPLE_KEY = ec.export({ type: 'pkcs8', format: 'pem' }).toString();
const APPLE = {
  APPLE_CLIENT_ID: 'com.example.ours',
  APPLE_TEAM_ID: 'TEAM123456',
  APPLE_KEY_ID: 'KEY1234567',
  APPLE_PRIVATE_KEY: APPLE_KEY,
};
const MICROSOFT = { MICROSOFT_CLIENT_ID: 'ours', MICROSOFT_CLIENT_SECRET: SECRET };
const ACME = { issuer: 'https://id.acme.example', client_id: 'ours', client_secret: SECRET };
const FORUM = {
  authorization_endpoint: 'https://forum.example/oauth/authorize',
  token_endpoint: 'https://forum.example/oauth/token',
  profile_endpoint: 'https://forum.example/api/me',
  client_id: 'ours',
  scopes: ['profile'],
  claims: { subject: 'id' },
};

function complaintOf(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.message;
    throw error;
  }
  return '';
}

const custom = (providers: unknown) => ({ OAUTH_PROVIDERS: JSON.stringify(providers) });
const settingsOf = (environment: Record<string, string>): readonly ProviderSettings[] =>
  readConfig(environment).providers;

test('without any setting there are no providers', () => {
  expect(settingsOf({})).toEqual([]);
});

test('a known provider takes a client id and a secret', () => {
  expect(
    settingsOf({
      ...GOOGLE,
      GOOGLE_TRUSTED_DOMAINS: 'example.com, example.org',
      GOOGLE_APP_CLIENT_IDS: 'a,b',
    }),
  ).toMatchObject([
    {
      facts: { name: 'google', protocol: { issuer: 'https://accounts.google.com' } },
      clientId: 'ours.apps.example',
      secret: { kind: 'shared', secret: SECRET },
      trustedDomains: ['example.com', 'example.org'],
      appClientIds: ['a', 'b'],
    },
  ]);
});

test.each([
  [{}, 'https://login.microsoftonline.com/common/v2.0'],
  [{ MICROSOFT_TENANT: 'consumers' }, 'https://login.microsoftonline.com/consumers/v2.0'],
  [{ MICROSOFT_TENANT: 'contoso.example' }, 'https://login.microsoftonline.com/contoso.example/v2.0'],
])('Microsoft may be asked for one tenant alone: %j', (tenant, issuer) => {
  expect(settingsOf({ ...MICROSOFT, ...tenant })).toMatchObject([{ facts: { protocol: { issuer } } }]);
});

test('Apple takes a key, whose lines may be written out', () => {
  const written = { ...APPLE, APPLE_PRIVATE_KEY: APPLE_KEY.replaceAll('\n', '\\n') };
  for (const environment of [APPLE, written])
    expect(settingsOf(environment)).toMatchObject([
      { secret: { kind: 'signed', teamId: 'TEAM123456', keyId: 'KEY1234567', privateKey: APPLE_KEY } },
    ]);
});

test('others are listed, by OpenID Connect or plain OAuth', () => {
  expect(settingsOf(custom({ acme: ACME, forum: FORUM }))).toMatchObject([
    { facts: { name: 'acme', protocol: { kind: 'oidc', issuer: ACME.issuer } }, trustedDomains: [] },
    {
      facts: {
        name: 'forum',
        protocol: { kind: 'oauth2', issuer: FORUM.authorization_endpoint },
        claims: { emailVerified: null },
      },
      secret: { kind: 'none' },
    },
  ]);
  const issuer = 'https://forum.example/oauth';
  expect(settingsOf(custom({ forum: { ...FORUM, issuer } }))).toMatchObject([
    { facts: { protocol: { kind: 'oauth2', issuer } } },
  ]);
});

test('http is a way to a provider on this machine', () => {
  const issuer = 'http://127.0.0.1:4000';
  expect(settingsOf({ ...GOOGLE, GOOGLE_ISSUER: issuer })).toMatchObject([
    { facts: { protocol: { issuer } } },
  ]);
});

describe('a secret in a file of its own', () => {
  let folder: string;
  const path = (name: string) => join(folder, name);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'credence-providers-'));
    await writeFile(path('secret'), `${SECRET}\n`);
    await writeFile(path('key'), APPLE_KEY);
    await writeFile(path('list'), JSON.stringify({ acme: ACME }));
    await writeFile(path('empty'), '\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('is read without the end of its line', () => {
    const { APPLE_PRIVATE_KEY: _key, ...apple } = APPLE;
    const read = settingsOf({
      GOOGLE_CLIENT_ID: 'ours',
      GOOGLE_CLIENT_SECRET_FILE: path('secret'),
      ...apple,
      APPLE_PRIVATE_KEY_FILE: path('key'),
      OAUTH_PROVIDERS_FILE: path('list'),
    });
    expect(read.map(({ definition }) => definition.name)).toEqual(['google', 'apple', 'acme']);
    expect(read.map(({ secret }) => secret)).toMatchObject([
      { secret: SECRET },
      { privateKey: APPLE_KEY.trim() },
      { secret: SECRET },
    ]);
  });

  test.each([
    ['GOOGLE_CLIENT_SECRET', 'none', 'GOOGLE_CLIENT_SECRET_FILE names a file'],
    ['GOOGLE_CLIENT_SECRET', 'empty', 'GOOGLE_CLIENT_SECRET is empty'],
    ['OAUTH_PROVIDERS', 'empty', 'OAUTH_PROVIDERS is empty'],
    ['APPLE_PRIVATE_KEY', 'secret', 'APPLE_PRIVATE_KEY must be'],
  ])('WEB-11 %s is refused that is in the file %s', (name, file, complaint) => {
    const { [name]: _given, ...rest } = { ...GOOGLE, ...APPLE } as Record<string, string>;
    const told = complaintOf({ ...rest, [`${name}_FILE`]: path(file) });
    expect(told).toContain(complaint);
    expect(told).not.toContain(SECRET);
  });

  test('WEB-11 is refused where it stands in the environment, too', () => {
    expect(complaintOf({ ...GOOGLE, GOOGLE_CLIENT_SECRET_FILE: path('secret') })).toContain('are both set');
  });
});

const without = (environment: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(environment).filter(([one]) => one !== name));

describe('WEB-11 the start is refused, naming the variable and not its value:', () => {
  test.each<[string, Record<string, string>, complaint: string]>([
    [
      'a client id without a secret',
      without(GOOGLE, 'GOOGLE_CLIENT_SECRET'),
      'GOOGLE_CLIENT_SECRET is required',
    ],
    [
      'a secret without a client id',
      without(GOOGLE, 'GOOGLE_CLIENT_ID'),
      'GOOGLE_CLIENT_SECRET is of no use',
    ],
    ['an issuer without a client id', { GOOGLE_ISSUER: 'https://a.example' }, 'GOOGLE_ISSUER is of no use'],
    ['an empty secret', { ...GOOGLE, GOOGLE_CLIENT_SECRET: ' ' }, 'GOOGLE_CLIENT_SECRET is empty'],
    ['an empty client id', { ...GOOGLE, GOOGLE_CLIENT_ID: '' }, 'GOOGLE_CLIENT_ID is empty'],
    ['an empty list', { OAUTH_PROVIDERS: '' }, 'OAUTH_PROVIDERS is empty'],
    [
      'an issuer that is no URL',
      { ...GOOGLE, GOOGLE_ISSUER: 'accounts.google.com' },
      'GOOGLE_ISSUER must be',
    ],
    ['an issuer by http', { ...GOOGLE, GOOGLE_ISSUER: 'http://id.example.com' }, 'GOOGLE_ISSUER must be'],
    [
      'an issuer by http that only looks like this machine',
      { ...GOOGLE, GOOGLE_ISSUER: 'http://localhost.example.com' },
      'GOOGLE_ISSUER must be',
    ],
    [
      'an issuer of plain OAuth',
      { GITHUB_CLIENT_ID: 'ours', GITHUB_CLIENT_SECRET: SECRET, GITHUB_ISSUER: 'https://git.example.com' },
      'GITHUB_ISSUER must be',
    ],
    ['no domains', { ...GOOGLE, GOOGLE_TRUSTED_DOMAINS: '@example.com' }, 'GOOGLE_TRUSTED_DOMAINS must be'],
    ['a tenant that is a path', { ...MICROSOFT, MICROSOFT_TENANT: '../evil' }, 'MICROSOFT_TENANT must be'],
    ['Apple without its team', without(APPLE, 'APPLE_TEAM_ID'), 'APPLE_TEAM_ID is required'],
    ['Apple without the id of the key', without(APPLE, 'APPLE_KEY_ID'), 'APPLE_KEY_ID is required'],
    ['Apple without a key', without(APPLE, 'APPLE_PRIVATE_KEY'), 'APPLE_PRIVATE_KEY is required'],
    ['a key that is none', { ...APPLE, APPLE_PRIVATE_KEY: SECRET }, 'APPLE_PRIVATE_KEY must be'],
    [
      'a key of another curve',
      {
        ...APPLE,
        APPLE_PRIVATE_KEY: generateKeyPairSync('ec', { namedCurve: 'P-384' })
          .privateKey.export({ type: 'pkcs8', format: 'pem' })
          .toString(),
      },
      'APPLE_PRIVATE_KEY must be',
    ],
    [
      'a key in another form',
      { ...APPLE, APPLE_PRIVATE_KEY: ec.export({ type: 'sec1', format: 'pem' }).toString() },
      'APPLE_PRIVATE_KEY must be',
    ],
    ['a list that is no JSON', { OAUTH_PROVIDERS: `{"acme": ${SECRET}` }, 'look at all of it'],
    ['a list of texts', custom([SECRET]), 'look at all of it'],
    ['a text', custom(SECRET), 'look at all of it'],
    ['null', custom(null), 'look at all of it'],
    ['a provider that is none', custom({ acme: SECRET }), 'look at acme'],
    ['a provider of nothing', custom({ acme: {} }), 'look at acme'],
    ['a provider without a client id', custom({ acme: { ...ACME, client_id: undefined } }), 'look at acme'],
    ['an empty secret of one', custom({ acme: { ...ACME, client_secret: '' } }), 'look at acme'],
    ['a number for a secret', custom({ acme: { ...ACME, client_secret: 1 } }), 'look at acme'],
    ['a setting that is not known', custom({ acme: { ...ACME, [SECRET]: SECRET } }), 'look at acme'],
    [
      'a way to send the secret that is not known',
      custom({ acme: { ...ACME, client_auth: 'jwt' } }),
      'look at acme',
    ],
    [
      'an issuer of one by http',
      custom({ acme: { ...ACME, issuer: 'http://id.acme.example' } }),
      'look at acme',
    ],
    ['an issuer of one that is no URL', custom({ acme: { ...ACME, issuer: 'acme' } }), 'look at acme'],
    [
      'no domains of one',
      custom({ acme: { ...ACME, trusted_domains: ['https://acme.example'] } }),
      'look at acme',
    ],
    [
      'a token endpoint by http',
      custom({ forum: { ...FORUM, token_endpoint: 'http://forum.example/token' } }),
      'look at forum',
    ],
    ['plain OAuth without a subject', custom({ forum: { ...FORUM, claims: {} } }), 'look at forum'],
    ['both kinds in one', custom({ forum: { ...FORUM, app_client_ids: ['a'] } }), 'look at forum'],
    ['a name in capitals', custom({ Acme: ACME }), 'look at Acme'],
    ['a name that is a path', custom({ 'a/b': ACME }), 'look at a/b'],
    ['an endless name', custom({ ['a'.repeat(33)]: ACME }), 'OAUTH_PROVIDERS must be'],
    ['a name of a path of ours', custom({ exchange: ACME }), 'cannot name a provider exchange'],
    ['a name of another path of ours', custom({ confirm: ACME }), 'cannot name a provider confirm'],
    ['a name that is taken', { ...GOOGLE, ...custom({ google: ACME }) }, 'OAUTH_PROVIDERS has a provider'],
  ])('%s', (_what, environment, complaint) => {
    const told = complaintOf(environment);
    expect(told).toContain(complaint);
    expect(told).not.toMatch(/; [A-Z]/);
    expect(told).not.toContain(SECRET);
    expect(told).not.toContain(APPLE_KEY.slice(40, 60));
  });

  test.each<[string, Record<string, string>]>([
    ['google', { ...GOOGLE, GOOGLE_ISSUER: 'http://localhost:4000' }],
    ['acme', custom({ acme: { ...ACME, issuer: 'http://[::1]:4000' } })],
    ['forum', custom({ forum: { ...FORUM, profile_endpoint: 'http://127.0.0.1:4000/me' } })],
  ])('%s by http in production', (name, environment) => {
    const production = {
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://ada:secret@db.example.com/credence',
      SECRET_KEY,
      SMTP_URL: 'smtps://mail.example.com',
      PUBLIC_URL: 'https://id.example.com',
    };
    expect(complaintOf({ ...production, ...environment })).toBe(
      `${name} must be reached by https in production`,
    );
    expect(complaintOf(production)).toBe('');
  });
});
