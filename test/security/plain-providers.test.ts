import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PlainOAuth, ProviderDefinition } from '../../src/security/oauth/provider-definition.js';
import { openProvider } from '../../src/security/oauth/open-provider.js';
import type { ProvenIdentity } from '../../src/security/oauth/provider.js';
import { facebook } from '../../src/security/oauth/providers/facebook.js';
import { github } from '../../src/security/oauth/providers/github.js';
import { linkedin } from '../../src/security/oauth/providers/linkedin.js';
import { ACCESS_TOKEN, startPlainProvider } from '../support/federation/plain-provider.js';
import type { ProviderAnswers, PlainProvider } from '../support/federation/plain-provider.js';
import { signToken } from '../support/federation/sign-token.js';

let server: PlainProvider;

beforeAll(async () => {
  server = await startPlainProvider();
});
beforeEach(() => server.setRedirectParameters({}));
afterAll(() => server.stop());

const OTHER_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
const SECRET = 'a secret of ours: 1/2+3&4';
const FLOW = {
  state: 'a state',
  nonce: 'a nonce',
  verifier: 'v'.repeat(43),
  redirectUri: 'http://127.0.0.1/oauth/callback',
};

/** Opens a provider of this definition whose endpoints are on this machine. */
function opened(definition: ProviderDefinition) {
  const { protocol } = definition;
  const here = (url: string) => server.url + new URL(url).pathname + new URL(url).search;
  const moved =
    protocol.kind === 'oidc'
      ? protocol
      : ({
          ...protocol,
          authorizationEndpoint: `${server.url}/authorize`,
          tokenEndpoint: here(protocol.tokenEndpoint),
          profileEndpoint: here(protocol.profileEndpoint),
          ...(protocol.emailsEndpoint !== undefined && { emailsEndpoint: here(protocol.emailsEndpoint) }),
        } satisfies PlainOAuth);
  return openProvider({
    definition: { ...definition, protocol: moved },
    clientId: 'ours',
    secret: { kind: 'shared', secret: SECRET },
    trustedDomains: ['*'],
    appClientIds: [],
  });
}

/** Runs the authorization code flow as a browser would. */
async function identify(definition: ProviderDefinition, answers: ProviderAnswers): Promise<ProvenIdentity> {
  server.setAnswers(answers);
  const provider = opened(definition);
  const redirect = await fetch(await provider.authorizationUrl(FLOW, {}), { redirect: 'manual' });
  const callback = new URL(redirect.headers.get('location') ?? '');
  return await provider.identify(new Map(callback.searchParams), FLOW);
}

const expectRejection = async (definition: ProviderDefinition, answers: ProviderAnswers, name: string) =>
  await expect(identify(definition, answers)).rejects.toMatchObject({ name });

describe('GitHub', () => {
  const octocat = { login: 'octocat', id: 583_231, name: 'The Octocat', email: 'public@github.example' };
  const EMAILS = [
    { email: 'old@example.com', primary: false, verified: true, visibility: null },
    { email: 'octocat@example.com', primary: true, verified: true, visibility: 'private' },
  ];
  const saying = (profile: unknown, emails: unknown = EMAILS): ProviderAnswers => ({
    '/user': [200, profile],
    '/user/emails': [200, emails],
  });

  test('identifies people by number and returns the primary address', async () => {
    expect(await identify(github, saying(octocat))).toEqual({
      provider: 'github',
      issuer: 'https://github.com/login/oauth',
      subject: '583231',
      email: { address: 'octocat@example.com', verified: true, trusted: true },
      name: 'octocat',
    });
  });

  test('receives the code verifier, the client secret and a user agent (OAU-5)', async () => {
    await identify(github, saying(octocat));
    expect(Object.fromEntries(server.lastRequests.token)).toEqual({
      grant_type: 'authorization_code',
      code: expect.stringMatching(/^code-/),
      redirect_uri: FLOW.redirectUri,
      code_verifier: FLOW.verifier,
      client_id: 'ours',
      client_secret: SECRET,
    });
    for (const path of ['/user', '/user/emails'])
      expect(server.lastRequests.headers.get(path)).toMatchObject({
        authorization: `Bearer ${ACCESS_TOKEN}`,
        accept: 'application/json',
        // GitHub rejects requests without a user agent.
        'user-agent': expect.stringMatching(/./),
      });
  });

  test('receives the hints that it knows under its own names', async () => {
    const hints = { prompt: 'select_account', login_hint: 'octocat', ui_locales: 'de' };
    const { searchParams } = new URL(await opened(github).authorizationUrl(FLOW, hints));
    expect(Object.fromEntries(searchParams)).toMatchObject({ prompt: 'select_account', login: 'octocat' });
    expect(searchParams.has('ui_locales')).toBe(false);
    expect(new URL(await opened(facebook).authorizationUrl(FLOW, hints)).searchParams.has('prompt')).toBe(
      false,
    );
  });

  test('may send its own issuer in the response but no other (OAU-7)', async () => {
    server.setRedirectParameters({ iss: 'https://github.com/login/oauth' });
    expect(await identify(github, saying(octocat))).toMatchObject({ subject: '583231' });
    server.setRedirectParameters({ iss: 'https://github.com' });
    await expectRejection(github, saying(octocat), 'UntrustworthyAnswer');
  });

  test('verifies an address only by the flag of the primary address (OAU-2)', async () => {
    const primary = { email: 'octocat@example.com', primary: true, verified: false };
    const others = EMAILS.filter(({ primary }) => !primary);
    expect(await identify(github, saying(octocat, [...others, primary]))).toMatchObject({
      email: { address: 'octocat@example.com', verified: false },
    });
    expect(await identify(github, saying(octocat, others))).toMatchObject({ email: null });
    expect(await identify(github, saying(octocat, []))).toMatchObject({ email: null });
  });

  test.each([undefined, null, '', '583231', 1.5, 1e300, true, [583_231], { id: 1 }])(
    'is rejected with a subject of %j instead of a number (OAU-1)',
    async (id) => {
      await expectRejection(github, saying({ ...octocat, id }), 'UntrustworthyAnswer');
    },
  );

  test('never takes two people with large numbers for one (OAU-1)', async () => {
    const subjectOf = async (digits: string) => {
      const profile = Buffer.from(`{"login":"octocat","id":${digits}}`);
      return (await identify(github, { ...saying(octocat), '/user': [200, profile] })).subject;
    };
    for (const digits of ['9007199254740992', '9007199254740993', '-12345678901234567890'])
      expect(await subjectOf(digits)).toBe(digits);
    await expect(subjectOf('9007199254740993.0')).rejects.toMatchObject({ reason: 'no_subject' });
    await expect(subjectOf('9'.repeat(256))).rejects.toMatchObject({ reason: 'no_subject' });
  });

  test.each<[string, unknown]>([
    ['not a list', { message: 'Not Found' }],
    ['null', null],
    ['a list of strings', ['octocat@example.com']],
    ['strings for booleans', [{ email: 'octocat@example.com', primary: true, verified: 'true' }]],
    ['numbers', [{ email: 1, primary: true, verified: true }]],
  ])('is rejected with addresses that are %s', async (_name, emails) => {
    await expectRejection(github, saying(octocat, emails), 'UntrustworthyAnswer');
  });

  test.each<[string, ProviderAnswers, string]>([
    [
      'an error with status 200',
      { '/login/oauth/access_token': [200, { error: 'bad_verification_code' }] },
      'UntrustworthyAnswer',
    ],
    ['a list instead of a profile', saying([octocat]), 'UntrustworthyAnswer'],
    [
      'a profile that is nested too deeply',
      saying(Buffer.from('['.repeat(100_000) + ']'.repeat(100_000))),
      'UntrustworthyAnswer',
    ],
    ['a profile with a comment', saying(Buffer.from('{"id":1}//')), 'UntrustworthyAnswer'],
    ['404 for the profile', { '/user': [404, {}] }, 'UntrustworthyAnswer'],
    ['503 for the profile', { '/user': [503, {}] }, 'ProviderUnavailable'],
    ['502 for the addresses', { ...saying(octocat), '/user/emails': [502, {}] }, 'ProviderUnavailable'],
    ['429 for the profile', { '/user': [429, {}] }, 'ProviderUnavailable'],
  ])('fails with %s', async (_name, answers, name) => {
    await expectRejection(github, answers, name);
  });

  test('accepts no ID tokens from apps', async () => {
    await expect(opened(github).identifyByToken('a.b.c', FLOW.nonce)).rejects.toMatchObject({
      name: 'UntrustworthyAnswer',
      reason: 'no_id_tokens',
    });
  });
});

describe('Facebook', () => {
  const saying = (profile: unknown): ProviderAnswers => ({ '/v23.0/me': [200, profile] });
  const zuck = { id: '10100000000000004', name: 'Ada Lovelace', email: 'ada@example.com' };

  test('identifies people by a string and never verifies addresses (OAU-2)', async () => {
    expect(await identify(facebook, saying({ ...zuck, verified: true, email_verified: true }))).toEqual({
      provider: 'facebook',
      issuer: 'https://www.facebook.com',
      subject: '10100000000000004',
      email: { address: 'ada@example.com', verified: false, trusted: true },
      name: 'Ada Lovelace',
    });
  });

  test('may return no address', async () => {
    const { email: _email, ...rest } = zuck;
    expect(await identify(facebook, saying(rest))).toMatchObject({ email: null });
  });

  test.each([undefined, null, '', 4, 10_100_000_000_000_004])(
    'is rejected with a subject of %j instead of a string (OAU-1)',
    async (id) => {
      await expectRejection(facebook, saying({ ...zuck, id }), 'UntrustworthyAnswer');
    },
  );
});

test('LinkedIn identifies people by the profile, because its ID token has no nonce', async () => {
  const now = Math.floor(Date.now() / 1000);
  const idToken = signToken(
    { iss: 'https://www.linkedin.com/oauth', aud: 'ours', sub: 'lI-1', iat: now, exp: now + 3600 },
    // The signature does not matter, because the ID token is ignored.
    { alg: 'RS256', key: OTHER_KEY },
  );
  const tokens = {
    access_token: ACCESS_TOKEN,
    token_type: 'Bearer',
    expires_in: 5_183_999,
    id_token: idToken,
  };
  const profile = { sub: 'lI-1', name: 'Ada Lovelace', email: 'ada@example.com', email_verified: true };
  const answers: ProviderAnswers = { '/oauth/v2/accessToken': [200, tokens], '/v2/userinfo': [200, profile] };
  expect(await identify(linkedin, answers)).toMatchObject({
    issuer: 'https://www.linkedin.com/oauth',
    subject: 'lI-1',
    email: { verified: true },
  });
});

test.each<[string, unknown]>([
  [
    'of another issuer, with a nonce',
    signToken(
      { iss: 'https://id.example', aud: 'theirs', sub: 'eve', nonce: 'a nonce', iat: 0, exp: 1 },
      { alg: 'RS256', key: OTHER_KEY },
    ),
  ],
  ['that is malformed', 'ey.ey.ey'],
  ['that is a number', 1],
])('plain OAuth ignores an ID token %s (OAU-8)', async (_name, idToken) => {
  const tokens = { access_token: ACCESS_TOKEN, token_type: 'bearer', id_token: idToken };
  const answers: ProviderAnswers = {
    '/login/oauth/access_token': [200, tokens],
    '/user': [200, { login: 'octocat', id: 583_231 }],
    '/user/emails': [200, []],
  };
  expect(await identify(github, answers)).toMatchObject({ subject: '583231', name: 'octocat' });
});
