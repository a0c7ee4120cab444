import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { clientAuthentication } from '../../src/security/oauth/client-authentication.js';
import { openProvider } from '../../src/security/oauth/open-provider.js';
import { STANDARD_CLAIMS } from '../../src/security/oauth/provider-definition.js';
import type { ProviderSettings } from '../../src/security/oauth/provider-settings.js';
import { startPlainProvider } from '../support/federation/plain-provider.js';
import type { ClientCheck, PlainProvider } from '../support/federation/plain-provider.js';

/** Basic encodes every character of it that is neither a letter nor a digit. */
const ID = 'our-app.example_1';
const SECRET = 'a secret of ours: 1/2+3&4';
const ENCODED = 'our%2Dapp%2Eexample%5F1:a+secret+of+ours%3A+1%2F2%2B3%264';

let server: PlainProvider;

beforeAll(async () => {
  server = await startPlainProvider();
  server.setAnswers({ '/me': [200, { sub: 'ada' }] });
});
afterAll(() => server.stop());

function settings(clientAuth?: 'post' | 'basic'): ProviderSettings {
  return {
    definition: {
      name: 'acme',
      title: 'Acme',
      protocol: {
        kind: 'oauth2',
        issuer: 'https://acme.example',
        authorizationEndpoint: `${server.url}/authorize`,
        tokenEndpoint: `${server.url}/token`,
        profileEndpoint: `${server.url}/me`,
      },
      scopes: [],
      claims: STANDARD_CLAIMS,
      ownDomains: [],
      ...(clientAuth !== undefined && { clientAuth }),
    },
    clientId: ID,
    secret: { kind: 'shared', secret: SECRET },
    trustedDomains: [],
    appClientIds: [],
  };
}

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
const byForm: ClientCheck = ({ parameters }) => parameters.get('client_secret') === SECRET;
const byBasic: ClientCheck = ({ authorization }) => authorization === basic(ENCODED);
const byPlainBasic: ClientCheck = ({ authorization }) => authorization === basic(`${ID}:${SECRET}`);

describe('the first form of the client secret', () => {
  const firstForm = async (methods: readonly string[] | undefined, clientAuth?: 'post' | 'basic') => {
    const [body, headers] = [new URLSearchParams(), new Headers()];
    const { authenticate } = await clientAuthentication(settings(clientAuth));
    const metadata = {
      issuer: 'https://acme.example',
      ...(methods !== undefined && { token_endpoint_auth_methods_supported: [...methods] }),
    };
    authenticate(metadata, { client_id: ID }, body, headers);
    return body.has('client_secret') ? 'form' : headers.get('authorization');
  };

  test.each([
    ['both', ['client_secret_basic', 'client_secret_post'], 'form'],
    ['the form only', ['client_secret_post', 'private_key_jwt'], 'form'],
    ['Basic only', ['client_secret_basic'], basic(ENCODED)],
    ['nothing in its metadata', undefined, basic(ENCODED)],
  ])('it suits a server that offers %s', async (_name, methods, form) => {
    expect(await firstForm(methods)).toBe(form);
  });

  test('it follows the configuration, which overrides the metadata', async () => {
    expect(await firstForm(['client_secret_post'], 'basic')).toBe(basic(ENCODED));
    expect(await firstForm(['client_secret_basic'], 'post')).toBe('form');
  });
});

describe('a client id with dashes and dots', () => {
  /** Signs in twice, and returns the number of token requests of each time. */
  async function signInTwice(check: ClientCheck, clientAuth?: 'post' | 'basic'): Promise<number[]> {
    let requests = 0;
    server.setClientCheck((request) => {
      requests += 1;
      return check(request);
    });
    const provider = openProvider(settings(clientAuth));
    const flow = {
      state: 'a',
      nonce: 'b',
      verifier: 'v'.repeat(43),
      redirectUri: 'http://127.0.0.1/callback',
    };
    const counts: number[] = [];
    for (let nth = 0; nth < 2; nth += 1) {
      const redirect = await fetch(await provider.authorizationUrl(flow, {}), { redirect: 'manual' });
      const callback = new URL(redirect.headers.get('location') ?? '');
      requests = 0;
      expect(await provider.identify(new Map(callback.searchParams), flow)).toMatchObject({ subject: 'ada' });
      counts.push(requests);
    }
    return counts;
  }

  test.each<[string, ClientCheck, 'basic' | undefined, number[]]>([
    ['a server that undoes the encoding of Basic', byBasic, undefined, [1, 1]],
    ['a server that reads the form only', byForm, undefined, [2, 1]],
    ['a server that reads Basic without its encoding', byPlainBasic, 'basic', [2, 1]],
  ])(
    'it signs in at %s, which is asked once per sign-in from then on',
    async (_name, check, form, counts) => {
      expect(await signInTwice(check, form)).toEqual(counts);
    },
  );

  test.each(['basic', 'post', undefined] as const)(
    'a wrong secret is rejected after one retry at most (%s)',
    async (clientAuth) => {
      await expect(signInTwice(() => false, clientAuth)).rejects.toMatchObject({
        name: 'UntrustworthyAnswer',
      });
    },
  );
});
