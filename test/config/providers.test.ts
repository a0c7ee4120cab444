import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readConfig } from '../../src/config/config.js';
import { InvalidConfiguration } from '../../src/config/invalid-configuration.js';
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

test('without any variable there are no providers', () => {
  expect(settingsOf({})).toEqual([]);
});

test('a built-in provider needs a client id and a secret', () => {
  expect(
    settingsOf({
      ...GOOGLE,
      GOOGLE_TRUSTED_DOMAINS: 'example.com, example.org',
      GOOGLE_APP_CLIENT_IDS: 'a,b',
    }),
  ).toMatchObject([
    {
      definition: { name: 'google', protocol: { issuer: 'https://accounts.google.com' } },
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
])('MICROSOFT_TENANT restricts sign-in to one tenant: %j', (tenant, issuer) => {
  expect(settingsOf({ ...MICROSOFT, ...tenant })).toMatchObject([{ definition: { protocol: { issuer } } }]);
});

test('Apple needs a private key, with line breaks or with \\n for each', () => {
  const written = { ...APPLE, APPLE_PRIVATE_KEY: APPLE_KEY.replaceAll('\n', '\\n') };
  for (const environment of [APPLE, written])
    expect(settingsOf(environment)).toMatchObject([
      { secret: { kind: 'signed', teamId: 'TEAM123456', keyId: 'KEY1234567', privateKey: APPLE_KEY } },
    ]);
});

test('OAUTH_PROVIDERS defines providers of OpenID Connect and plain OAuth', () => {
  expect(settingsOf(custom({ acme: ACME, forum: FORUM }))).toMatchObject([
    { definition: { name: 'acme', protocol: { kind: 'oidc', issuer: ACME.issuer } }, trustedDomains: [] },
    {
      definition: {
        name: 'forum',
        protocol: { kind: 'oauth2', issuer: FORUM.authorization_endpoint },
        claims: { emailVerified: null },
      },
      secret: { kind: 'none' },
    },
  ]);
  const issuer = 'https://forum.example/oauth';
  expect(settingsOf(custom({ forum: { ...FORUM, issuer } }))).toMatchObject([
    { definition: { protocol: { kind: 'oauth2', issuer } } },
  ]);
});

test('a provider on this machine may use http', () => {
  const issuer = 'http://127.0.0.1:4000';
  expect(settingsOf({ ...GOOGLE, GOOGLE_ISSUER: issuer })).toMatchObject([
    { definition: { protocol: { issuer } } },
  ]);
});

describe('a provider secret in a file', () => {
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

  test('is read without its line break', () => {
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
  ])('an unusable %s in the file %s is refused (WEB-11)', (name, file, complaint) => {
    const { [name]: _given, ...rest } = { ...GOOGLE, ...APPLE } as Record<string, string>;
    const message = complaintOf({ ...rest, [`${name}_FILE`]: path(file) });
    expect(message).toContain(complaint);
    expect(message).not.toContain(SECRET);
  });

  test('is refused if it is also in the environment (WEB-11)', () => {
    expect(complaintOf({ ...GOOGLE, GOOGLE_CLIENT_SECRET_FILE: path('secret') })).toContain('are both set');
  });
});

const without = <Value>(settings: Readonly<Record<string, Value>>, name: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(settings).filter(([one]) => one !== name));

describe('the start is refused with a message that names the variable and not its value (WEB-11):', () => {
  test.each<[string, Record<string, string>, complaint: string]>([
    [
      'a client id without a secret',
      without(GOOGLE, 'GOOGLE_CLIENT_SECRET'),
      'GOOGLE_CLIENT_SECRET is required',
    ],
    [
      'a secret without a client id',
      without(GOOGLE, 'GOOGLE_CLIENT_ID'),
      'GOOGLE_CLIENT_SECRET is set without GOOGLE_CLIENT_ID',
    ],
    [
      'an issuer without a client id',
      { GOOGLE_ISSUER: 'https://a.example' },
      'GOOGLE_ISSUER is set without GOOGLE_CLIENT_ID',
    ],
    ['an empty secret', { ...GOOGLE, GOOGLE_CLIENT_SECRET: ' ' }, 'GOOGLE_CLIENT_SECRET is empty'],
    ['an empty client id', { ...GOOGLE, GOOGLE_CLIENT_ID: '' }, 'GOOGLE_CLIENT_ID is empty'],
    ['an empty list', { OAUTH_PROVIDERS: '' }, 'OAUTH_PROVIDERS is empty'],
    [
      'an issuer that is not a URL',
      { ...GOOGLE, GOOGLE_ISSUER: 'accounts.google.com' },
      'GOOGLE_ISSUER must be',
    ],
    ['an http issuer', { ...GOOGLE, GOOGLE_ISSUER: 'http://id.example.com' }, 'GOOGLE_ISSUER must be'],
    [
      'an http issuer whose host only begins with localhost',
      { ...GOOGLE, GOOGLE_ISSUER: 'http://localhost.example.com' },
      'GOOGLE_ISSUER must be',
    ],
    [
      'an issuer for a plain OAuth provider',
      { GITHUB_CLIENT_ID: 'ours', GITHUB_CLIENT_SECRET: SECRET, GITHUB_ISSUER: 'https://git.example.com' },
      'GITHUB_ISSUER must be',
    ],
    [
      'an invalid domain',
      { ...GOOGLE, GOOGLE_TRUSTED_DOMAINS: '@example.com' },
      'GOOGLE_TRUSTED_DOMAINS must be',
    ],
    ['a path as the tenant', { ...MICROSOFT, MICROSOFT_TENANT: '../evil' }, 'MICROSOFT_TENANT must be'],
    ['Apple without a team id', without(APPLE, 'APPLE_TEAM_ID'), 'APPLE_TEAM_ID is required'],
    ['Apple without a key id', without(APPLE, 'APPLE_KEY_ID'), 'APPLE_KEY_ID is required'],
    ['Apple without a key', without(APPLE, 'APPLE_PRIVATE_KEY'), 'APPLE_PRIVATE_KEY is required'],
    ['a malformed private key', { ...APPLE, APPLE_PRIVATE_KEY: SECRET }, 'APPLE_PRIVATE_KEY must be'],
    [
      'a private key of another curve',
      {
        ...APPLE,
        APPLE_PRIVATE_KEY: generateKeyPairSync('ec', { namedCurve: 'P-384' })
          .privateKey.export({ type: 'pkcs8', format: 'pem' })
          .toString(),
      },
      'APPLE_PRIVATE_KEY must be',
    ],
    [
      'a private key that is not PKCS #8',
      { ...APPLE, APPLE_PRIVATE_KEY: ec.export({ type: 'sec1', format: 'pem' }).toString() },
      'APPLE_PRIVATE_KEY must be',
    ],
    ['malformed JSON', { OAUTH_PROVIDERS: `{"acme": ${SECRET}` }, 'check the whole value'],
    ['a JSON array', custom([SECRET]), 'check the whole value'],
    ['a JSON string', custom(SECRET), 'check the whole value'],
    ['null', custom(null), 'check the whole value'],
    ['a string as a provider', custom({ acme: SECRET }), 'check acme'],
    ['an empty provider', custom({ acme: {} }), 'check acme'],
    ['a provider without a client id', custom({ acme: { ...ACME, client_id: undefined } }), 'check acme'],
    [
      'a custom provider with an empty secret',
      custom({ acme: { ...ACME, client_secret: '' } }),
      'check acme',
    ],
    ['a number as a secret', custom({ acme: { ...ACME, client_secret: 1 } }), 'check acme'],
    ['an unknown setting', custom({ acme: { ...ACME, [SECRET]: SECRET } }), 'check acme'],
    ['an unknown client authentication', custom({ acme: { ...ACME, client_auth: 'jwt' } }), 'check acme'],
    [
      'a custom provider with an http issuer',
      custom({ acme: { ...ACME, issuer: 'http://id.acme.example' } }),
      'check acme',
    ],
    [
      'a custom provider whose issuer is not a URL',
      custom({ acme: { ...ACME, issuer: 'acme' } }),
      'check acme',
    ],
    [
      'a custom provider with an invalid domain',
      custom({ acme: { ...ACME, trusted_domains: ['https://acme.example'] } }),
      'check acme',
    ],
    [
      'an http token endpoint',
      custom({ forum: { ...FORUM, token_endpoint: 'http://forum.example/token' } }),
      'check forum',
    ],
    ['plain OAuth without a subject', custom({ forum: { ...FORUM, claims: {} } }), 'check forum'],
    ['an empty provider', custom({ acme: {} }), 'check acme.client_id (missing), acme.issuer (missing)'],
    [
      'plain OAuth without scopes',
      custom({ forum: without(FORUM, 'scopes') }),
      'check forum.scopes (missing)',
    ],
    [
      'plain OAuth without an endpoint',
      custom({ forum: without(FORUM, 'profile_endpoint') }),
      'check forum.profile_endpoint (missing)',
    ],
    [
      'a setting of plain OAuth for OpenID Connect',
      custom({ acme: { ...ACME, subject: 'id' } }),
      'check acme (unknown setting)',
    ],
    [
      'HS256 without a client secret',
      custom({ acme: { ...without(ACME, 'client_secret'), id_token_algorithm: 'HS256' } }),
      'check acme.client_secret (shorter than the 32 bytes of HS256)',
    ],
    [
      'HS256 with a short client secret',
      custom({ acme: { ...ACME, client_secret: 'short', id_token_algorithm: 'HS256' } }),
      'check acme.client_secret (shorter than the 32 bytes of HS256)',
    ],
    [
      'an unknown algorithm of ID tokens',
      custom({ acme: { ...ACME, id_token_algorithm: 'none' } }),
      'check acme.id_token_algorithm (invalid)',
    ],
    ['an unknown hint', custom({ forum: { ...FORUM, hints: { max_age: 'age' } } }), 'check forum'],
    ['a provider of both protocols', custom({ forum: { ...FORUM, app_client_ids: ['a'] } }), 'check forum'],
    ['an upper-case name', custom({ Acme: ACME }), 'check Acme'],
    ['a name with a slash', custom({ 'a/b': ACME }), 'check a/b'],
    ['a name of 33 characters', custom({ ['a'.repeat(33)]: ACME }), 'OAUTH_PROVIDERS must be'],
    ['the reserved name exchange', custom({ exchange: ACME }), 'cannot name a provider exchange'],
    ['the reserved name confirm', custom({ confirm: ACME }), 'cannot name a provider confirm'],
    [
      'a duplicate name',
      { ...GOOGLE, ...custom({ google: ACME }) },
      'OAUTH_PROVIDERS defines a provider that is already configured',
    ],
  ])('%s', (_name, environment, complaint) => {
    const message = complaintOf(environment);
    expect(message).toContain(complaint);
    expect(message).not.toMatch(/; [A-Z]/);
    expect(message).not.toContain(SECRET);
    expect(message).not.toContain(APPLE_KEY.slice(40, 60));
  });

  test.each<[string, Record<string, string>]>([
    ['google', { ...GOOGLE, GOOGLE_ISSUER: 'http://localhost:4000' }],
    ['acme', custom({ acme: { ...ACME, issuer: 'http://[::1]:4000' } })],
    ['forum', custom({ forum: { ...FORUM, profile_endpoint: 'http://127.0.0.1:4000/me' } })],
  ])('%s over http in production', (name, environment) => {
    const production = {
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://ada:secret@db.example.com/credence',
      SECRET_KEY,
      SMTP_URL: 'smtps://mail.example.com',
      PUBLIC_URL: 'https://id.example.com',
    };
    expect(complaintOf({ ...production, ...environment })).toBe(`${name} must use https in production`);
    expect(complaintOf(production)).toBe('');
  });
});
