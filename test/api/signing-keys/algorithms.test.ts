import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLocalJWKSet, createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { createSignedInAccount, signIn } from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

let stores: TestStores;
let ada: SignedInAccount;
/** The first process: a service from the time when EdDSA was the default. */
let credence: Credence;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, ALGORITHM: 'EdDSA', SIGNING_KEY_LEAD: '1s' });
  ada = await createSignedInAccount(credence);
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

const algorithmOf = (token: string) => decodeProtectedHeader(token).alg;

async function keySetOf({ url }: Credence): Promise<JSONWebKeySet> {
  return (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
}

/** Starts an API process of the same service with other variables, and stops it afterwards. */
async function withApi<T>(environment: Record<string, string>, work: (api: Credence) => Promise<T>) {
  const api = await startCredence(
    { ...stores.environment, SIGNING_KEY_LEAD: '1s', PUBLIC_URL: credence.url, ...environment },
    { role: 'api' },
  );
  try {
    return await work(api);
  } finally {
    await api.stop();
  }
}

test('an existing service keeps the algorithm of its keyring', async () => {
  await withApi({}, async (api) => {
    expect(algorithmOf((await signIn(api, ada.email)).body.access_token)).toBe('EdDSA');
    expect((await keySetOf(api)).keys).toMatchObject([{ alg: 'EdDSA' }]);
  });
});

describe('a key set with keys of several algorithms', () => {
  let keySet: JSONWebKeySet;
  const tokens: string[] = [];

  beforeAll(async () => {
    for (const algorithm of ['EdDSA', 'ES256', 'RS256']) {
      await withApi({ ALGORITHM: algorithm }, async (api) => {
        const token = await waitFor(`a key of ${algorithm} signs`, async () => {
          const { access_token } = (await signIn(api, ada.email)).body;
          return algorithmOf(access_token) === algorithm ? access_token : undefined;
        });
        tokens.push(token);
        keySet = await keySetOf(api);
      });
    }
  });

  test('the signing key is the first, because some verifiers stop at a key of another type', () => {
    expect(keySet.keys[0]?.kid).toBe(decodeProtectedHeader(tokens[2] ?? '').kid);
  });

  test('every key names its type, algorithm, use and id, and contains no private member (TOK-10)', () => {
    expect(keySet.keys).toEqual([
      { kty: 'RSA', n: expect.any(String), e: 'AQAB', ...named('RS256') },
      { kty: 'OKP', crv: 'Ed25519', x: expect.any(String), ...named('EdDSA') },
      { kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String), ...named('ES256') },
    ]);
    for (const key of keySet.keys) expect(createPublicKey({ key, format: 'jwk' }).type).toBe('public');
  });

  test('tokens of each algorithm verify against the key set by their kid', async () => {
    const sets = [
      createLocalJWKSet(keySet),
      createRemoteJWKSet(new URL(`${credence.url}/.well-known/jwks.json`)),
    ];
    for (const keys of sets) {
      for (const token of tokens) {
        const { payload } = await jwtVerify(token, keys, { issuer: credence.url, typ: 'at+jwt' });
        expect(payload.sub).toBe(ada.userId);
      }
    }
  });

  test('a verifier of one algorithm accepts its own tokens only', async () => {
    for (const token of tokens) {
      const verified = jwtVerify(token, createLocalJWKSet(keySet), { algorithms: ['ES256'] });
      if (algorithmOf(token) === 'ES256') await verified;
      else await expect(verified).rejects.toThrow('alg');
    }
  });

  test('the service itself accepts the tokens of every key, and discovery lists their algorithms', async () => {
    for (const token of tokens) expect((await credence.call('GET', '/auth/me', { token })).status).toBe(200);
    const { body } = await credence.call('GET', '/.well-known/openid-configuration');
    expect(body).toMatchObject({
      id_token_signing_alg_values_supported: expect.arrayContaining(['EdDSA', 'ES256', 'RS256']),
    });
  });
});

function named(alg: string) {
  return { alg, use: 'sig', kid: expect.any(String) };
}
