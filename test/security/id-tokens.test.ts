import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Configuration } from 'openid-client';
import { keysOf } from '../../src/security/oauth/connection.js';
import { STANDARD_CLAIMS } from '../../src/security/oauth/provider-definition.js';
import { signedClaims } from '../../src/security/oauth/id-token.js';
import { openProvider } from '../../src/security/oauth/open-provider.js';
import { createHostileProvider } from '../support/federation/hostile-provider.js';
import type { Claims, HostileProvider } from '../support/federation/hostile-provider.js';
import { signToken } from '../support/federation/sign-token.js';

const NONCE = 'a nonce of the app';

let provider: HostileProvider;

beforeAll(async () => {
  provider = await createHostileProvider({ sub: 'mallory' });
  await provider.start();
});
beforeEach(() => provider.setBehaviour({}));
afterAll(() => provider.stop());

function tokenOf(claims: Claims): string {
  const now = Math.floor(Date.now() / 1000);
  return signToken(
    { iss: provider.issuer, aud: 'ours', sub: 'mallory', iat: now, exp: now + 3600, nonce: NONCE, ...claims },
    { alg: 'RS256', key: provider.key(), kid: provider.key().kid },
  );
}

describe('an ID token', () => {
  const opened = () =>
    openProvider({
      definition: {
        name: 'acme',
        title: 'Acme',
        protocol: { kind: 'oidc', issuer: provider.issuer },
        scopes: ['openid'],
        claims: STANDARD_CLAIMS,
        ownDomains: [],
      },
      clientId: 'ours',
      secret: { kind: 'none' },
      trustedDomains: [],
      appClientIds: [],
    });
  const identify = async () => await opened().identifyByToken(tokenOf({}), NONCE);

  const publishing = (keys: unknown) =>
    provider.setBehaviour({
      paths: {
        '/jwks': (_request, response) =>
          response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys })),
      },
    });

  test('is accepted with a signature of a published key', async () => {
    expect(await identify()).toMatchObject({ subject: 'mallory', once: NONCE });
  });

  test.each<[string, (key: Claims) => unknown]>([
    ['none', () => []],
    ['missing', () => undefined],
    ['a string', () => 'keys'],
    ['null', () => [null]],
    ['empty', () => [{}]],
    ['incomplete', ({ kty, kid, alg }) => [{ kty, kid, alg }]],
    ['too short', (key) => [{ ...key, n: 'AQAB' }]],
    ['numbers', (key) => [{ ...key, n: 1, e: 2 }]],
    ['not base64', (key) => [{ ...key, n: '\u0000?' }]],
    ['a shared secret with the same id', ({ kid }) => [{ kty: 'oct', kid, k: 'c2VjcmV0' }]],
    ['for another use', (key) => [{ ...key, use: 'enc' }]],
    ['for another algorithm', (key) => [{ ...key, alg: 'RS512' }]],
    ['with another id', (key) => [{ ...key, kid: 'another' }]],
    ['of another type with the same id', ({ kid }) => [{ kty: 'EC', crv: 'P-256', kid, x: 'AA', y: 'AA' }]],
    ['two with the same id', (key) => [key, key]],
    ['private', () => [provider.key()]],
  ])('is rejected if the published keys are %s', async (_name, keys) => {
    const { kty, n, e, kid, alg } = provider.key();
    publishing(keys({ kty, n, e, kid, alg }));
    await expect(identify()).rejects.toMatchObject({ name: 'UntrustworthyAnswer' });
  });

  test('with an unknown key causes at most one fetch of the key set a second (OAU-8)', async () => {
    let fetches = 0;
    provider.setBehaviour({
      paths: {
        '/jwks': (_request, response) => {
          fetches += 1;
          const { kty, n, e, kid, alg } = provider.key();
          const keys = [{ kty, n, e, kid, alg }];
          response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
        },
      },
    });
    const acme = opened();
    await acme.identifyByToken(tokenOf({}), NONCE);
    await provider.rotateKeys();
    const forged = signToken({}, { alg: 'RS256', key: provider.key(), kid: 'forged' });
    const forgeries = Array.from({ length: 50 }, () => acme.identifyByToken(forged, NONCE));
    const rejections = Promise.allSettled(forgeries);
    expect(await acme.identifyByToken(tokenOf({}), NONCE)).toMatchObject({ subject: 'mallory' });
    for (const { status } of await rejections) expect(status).toBe('rejected');
    expect(fetches).toBe(2);
  });
});

test.each<[string | undefined, string]>([
  ['http://id.acme.example/keys', 'insecure_keys'],
  ['keys', 'no_keys'],
  ['', 'no_keys'],
  [undefined, 'no_keys'],
])('an https provider with a jwks_uri of %s is rejected (OAU-8)', (url, reason) => {
  const metadata = { issuer: 'https://id.acme.example', ...(url !== undefined && { jwks_uri: url }) };
  expect(() => keysOf(new Configuration(metadata, 'ours'))).toThrow(expect.objectContaining({ reason }));
});

describe('an ID token of a provider with one issuer per tenant, such as Microsoft (OAU-8),', () => {
  const TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';
  const issuerOf = (tenant: string) => `https://login.microsoftonline.com/${tenant}/v2.0`;

  const claimsOf = async (claims: Claims) => {
    const keys = keysOf(
      new Configuration({ issuer: provider.issuer, jwks_uri: `${provider.issuer}/jwks` }, 'ours'),
    );
    const config = new Configuration({ issuer: issuerOf('{tenantid}') }, 'ours');
    return await signedClaims({ config, keys }, tokenOf(claims), ['ours']);
  };

  test('is accepted with the issuer of its tenant', async () => {
    const claims = { iss: issuerOf(TENANT), tid: TENANT };
    expect(await claimsOf(claims)).toMatchObject(claims);
  });

  test.each<[string, Claims]>([
    ['of another tenant', { iss: issuerOf(TENANT), tid: 'contoso' }],
    ['without a tenant', { iss: issuerOf(TENANT) }],
    ['of a tenant that is not a string', { iss: issuerOf(TENANT), tid: [TENANT] }],
    ['of all tenants', { iss: issuerOf('common'), tid: TENANT }],
    ['of another host', { iss: `https://evil.example/${TENANT}/v2.0`, tid: TENANT }],
  ])('is rejected with an issuer %s', async (_name, claims) => {
    await expect(claimsOf(claims)).rejects.toMatchObject({ reason: 'wrong_issuer' });
  });
});
