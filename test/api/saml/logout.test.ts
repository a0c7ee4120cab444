import { createPublicKey, generateKeyPairSync, randomUUID, verify } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusal } from '../../support/clients/refusals.js';
import { connect, signInBySaml } from '../../support/saml/connected-organization.js';
import type { ConnectedOrganization } from '../../support/saml/connected-organization.js';
import { logoutQuery } from '../../support/saml/logout.js';
import { startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const IDP_SLO = 'https://idp.example/slo?tenant=1';
let stores: TestStores;
let credence: Credence;
let acme: ConnectedOrganization;
let path: string;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, RATE_LIMITS: 'oauth.source=9999/1m' });
  acme = await connect(credence, stores, { settings: { slo_url: IDP_SLO } });
  path = `/saml/${acme.connectionId}/slo`;
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

/** Signs a person in, with a name of the session at the provider. Returns the refresh token. */
async function signIn(nameId: string, sessionIndex: string): Promise<string> {
  const email = `${nameId}@acme.example`;
  const edit = (xml: string) => xml.replace('SessionIndex="_s1"', `SessionIndex="${sessionIndex}"`);
  const { status, body } = await signInBySaml(credence, acme.connectionId, { nameId, email, edit });
  expect(status).toBe(200);
  return body.refresh_token;
}

async function isAlive(refreshToken: string): Promise<boolean> {
  const body = { refresh_token: refreshToken };
  return (await credence.call('POST', '/auth/refresh', { body })).status === 200;
}

const send = (query: string) => fetch(`${credence.url}${path}?${query}`, { redirect: 'manual' });

test('a logout ends the named session of its person alone, with a signed answer (SAML-30)', async () => {
  const [ada, grace] = [randomUUID(), randomUUID()];
  const named = await signIn(ada, '_s1');
  const others = [await signIn(ada, '_s2'), await signIn(grace, '_s1')];
  const answer = await send(logoutQuery(credence.url + path, { nameId: ada, sessionIndex: '_s1' }));
  expect(answer.status).toBe(302);
  expect([await isAlive(named), await Promise.all(others.map(isAlive))]).toEqual([false, [true, true]]);

  const location = answer.headers.get('location') ?? '';
  const { searchParams } = new URL(location);
  expect([searchParams.get('tenant'), searchParams.get('RelayState')]).toEqual(['1', 'r s']);
  const xml = inflateRawSync(Buffer.from(searchParams.get('SAMLResponse') ?? '', 'base64')).toString();
  expect(xml).toContain(`Destination="${IDP_SLO}"`);
  expect(xml).toContain('status:Success');
  const octets = location.slice(location.indexOf('SAMLResponse='), location.indexOf('&Signature='));
  const metadata = await (await fetch(`${credence.url}/saml/${acme.connectionId}/metadata`)).text();
  const [, certificate = ''] = /X509Certificate>([^<]+)</.exec(metadata) ?? [];
  const pem = `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`;
  const signature = Buffer.from(searchParams.get('Signature') ?? '', 'base64');
  expect(verify('sha256', Buffer.from(octets), createPublicKey(pem), signature)).toBe(true);
});

test('a logout without a session ends all sessions of its person (SAML-30)', async () => {
  const ada = randomUUID();
  const sessions = [await signIn(ada, '_s1'), await signIn(ada, '_s2')];
  await send(logoutQuery(credence.url + path, { nameId: ada }));
  expect(await Promise.all(sessions.map(isAlive))).toEqual([false, false]);
});

test('a logout that is unsigned, foreign, repeated or inflates ends nothing (SAML-30)', async () => {
  const ada = randomUUID();
  const session = await signIn(ada, '_s1');
  const good = logoutQuery(credence.url + path, { nameId: randomUUID() });
  expect((await send(good)).status).toBe(302);
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const to = credence.url + path;
  const untrustworthy = [403, 'untrustworthy_answer'];
  const hostile: [string, unknown][] = [
    [good, untrustworthy],
    [logoutQuery(to, { nameId: ada }).replace(/&Signature=.*/, ''), untrustworthy],
    [logoutQuery(to, { nameId: ada, key }), untrustworthy],
    [logoutQuery(to, { nameId: ada, issuer: 'https://other.example' }), untrustworthy],
    [logoutQuery(`${to}/`, { nameId: ada }), untrustworthy],
    [logoutQuery(to, { nameId: ada, padding: 4_000_000 }), [400, 'malformed_saml']],
    ['SAMLRequest=x&SAMLRequest=y', [400, 'malformed_saml']],
  ];
  for (const [query, expected] of hostile)
    expect(refusal(await credence.call('GET', `${path}?${query}`))).toEqual(expected);
  expect(await isAlive(session)).toBe(true);
});
