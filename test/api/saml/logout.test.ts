import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusal } from '../../support/clients/refusals.js';
import { connect, signInBySaml } from '../../support/saml/connected-organization.js';
import type { ConnectedOrganization } from '../../support/saml/connected-organization.js';
import {
  certificateIn,
  logoutForm,
  logoutQuery,
  responseToLogout,
  sentLogout,
} from '../../support/saml/logout.js';
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
  const { xml } = sentLogout(location);
  expect(xml).toContain(`Destination="${IDP_SLO}"`);
  expect(xml).toContain('status:Success');
  const metadata = await (await fetch(`${credence.url}/saml/${acme.connectionId}/metadata`)).text();
  expect(sentLogout(location).isSignedBy(certificateIn(metadata))).toBe(true);
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

/** Signs out here, and returns the logout request at the identity provider. */
async function signOut(token: string, body: object = {}) {
  const answer = await credence.call('POST', '/auth/logout', { token, body });
  const { logout_url: url } = answer.body as { readonly logout_url?: string };
  return { status: answer.status, request: url === undefined ? null : sentLogout(url) };
}

async function signInWithTokens(nameId = randomUUID()) {
  const email = `${nameId}@acme.example`;
  return (await signInBySaml(credence, acme.connectionId, { nameId, email })).body;
}

test('a sign-out returns the address of a signed request to the identity provider', async () => {
  const nameId = randomUUID();
  const { access_token: token, refresh_token: refreshToken } = await signInWithTokens(nameId);
  const { status, request } = await signOut(token);
  expect([status, await isAlive(refreshToken)]).toEqual([200, false]);
  expect(request?.address).toBe('https://idp.example/slo');
  expect(request?.xml).toContain(`>${nameId}</saml:NameID><samlp:SessionIndex>_s1<`);
  const metadata = await (await fetch(`${credence.url}/saml/${acme.connectionId}/metadata`)).text();
  expect(request?.isSignedBy(certificateIn(metadata))).toBe(true);
});

test('a sign-out of another session answers as it always did', async () => {
  const { token } = acme.owner;
  const own = await credence.call('POST', '/auth/logout', { token, body: {} });
  expect([own.status, own.body]).toEqual([200, { message: 'You are signed out.' }]);
});

test('a sign-out returns to the front end, or to the sign-in page, after the identity provider has answered', async () => {
  const returnTo = `${credence.url}/account?tab=1`;
  const targets = [
    [{}, `${credence.url}/sign-in`],
    [{ return_to: returnTo }, returnTo],
  ] as const;
  for (const [body, expected] of targets) {
    const { request } = await signOut((await signInWithTokens()).access_token, body);
    if (request === null) throw new Error('There is no logout request.');
    const query = responseToLogout(credence.url + path, request);
    const answer = await send(query);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, expected]);
    expect(refusal(await credence.call('GET', `${path}?${query}`))).toEqual([400, 'invalid_state']);
  }
});

test('a sign-out that the identity provider refuses returns with an error', async () => {
  const returnTo = `${credence.url}/account`;
  const { request } = await signOut((await signInWithTokens()).access_token, { return_to: returnTo });
  if (request === null) throw new Error('There is no logout request.');
  const refused = responseToLogout(credence.url + path, request, { status: 'Responder' });
  const { headers } = await send(refused);
  expect(headers.get('location')).toBe(`${returnTo}?error=untrustworthy_answer`);
});

test('a sign-out with a foreign target changes nothing', async () => {
  const { access_token: token, refresh_token: refreshToken } = await signInWithTokens();
  const body = { return_to: 'https://evil.example/' };
  expect(refusal(await credence.call('POST', '/auth/logout', { token, body }))).toEqual([
    422,
    'invalid_input',
  ]);
  expect(await isAlive(refreshToken)).toBe(true);
});

test('a logout by form ends sessions, and posts the signed answer back (SAML-30)', async () => {
  const ada = randomUUID();
  const session = await signIn(ada, '_s1');
  const form = await logoutForm(credence.url + path, { nameId: ada });
  const answer = await fetch(credence.url + path, { method: 'POST', body: new URLSearchParams(form) });
  const page = await answer.text();
  expect([answer.status, await isAlive(session)]).toEqual([200, false]);
  expect(page).toContain(`<form method="post" action="${IDP_SLO}">`);
  const [, response = ''] = /name="SAMLResponse" value="([^"]+)"/.exec(page) ?? [];
  expect(Buffer.from(response, 'base64').toString()).toContain('status:Success');

  const again = await fetch(credence.url + path, { method: 'POST', body: new URLSearchParams(form) });
  expect(again.status).toBe(403);
});
