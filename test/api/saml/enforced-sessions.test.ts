import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSignedInAccount, PASSWORD, signIn, waitForToken } from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import { refusal } from '../../support/clients/refusals.js';
import { startNameServer } from '../../support/dns/name-server.js';
import type { NameServer } from '../../support/dns/name-server.js';
import { textAt } from '../../support/documents/text-at.js';
import { startCredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import type { CredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import { newPerson } from '../../support/federation/people.js';
import {
  enableConnection,
  IDP_KEYS,
  signInBySaml,
  SSO_URL,
} from '../../support/saml/connected-organization.js';
import { IDP } from '../../support/saml/identity-provider.js';
import { connectDomain } from '../../support/saml/required-connection.js';
import type { DomainWithConnection } from '../../support/saml/required-connection.js';
import { SERVICE_TOKEN } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';

let names: NameServer;
let setup: CredenceWithProviders;
let credence: Credence;

beforeAll(async () => {
  names = await startNameServer();
  setup = await startCredenceWithProviders({
    DNS_SERVERS: names.address,
    RATE_LIMITS: 'change.account=9999/1m,oauth.source=9999/1m',
  });
  credence = setup.credence;
});

afterAll(async () => {
  await setup.stop();
  await names.stop();
});

/** Opens an account with an address in a new domain, which demands nothing yet. */
async function prepare(): Promise<{ domain: DomainWithConnection; account: SignedInAccount }> {
  const domain = await connectDomain(credence, names);
  return { domain, account: await createSignedInAccount(credence, { email: `ada@${domain.domain}` }) };
}

const startOf = ({ connectionId }: DomainWithConnection) => `${credence.url}/sso/${connectionId}`;
const ssoRequired = (domain: DomainWithConnection) => ({
  status: 403,
  body: { code: 'sso_required', start_url: startOf(domain) },
});

/** Returns whether introspection finds a token active. */
async function isActive(token: string): Promise<unknown> {
  const { body } = await credence.call('POST', '/oauth2/introspect', {
    token: SERVICE_TOKEN,
    body: new URLSearchParams({ token }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  return new Map(Object.entries(body)).get('active');
}

describe('a proof from before a domain demands its connection', () => {
  /** Prepares a proof, and returns the request that shows it. */
  const PROOFS: [string, (account: SignedInAccount) => Promise<() => Promise<Answer>>][] = [
    [
      'a mailed link',
      async ({ email }) => {
        const asked = await credence.call('POST', '/auth/sign-in-link', { body: { email } });
        const token = await waitForToken(credence, email, '/sign-in-link');
        const body = { token, request_token: textAt(asked.body, 'request_token') };
        return () => credence.call('POST', '/auth/sign-in-link/confirm', { body });
      },
    ],
    [
      'a linked provider',
      async ({ token }) => {
        const person = newPerson();
        expect((await setup.link('google', person, token)).status).toBe(200);
        return () => setup.signIn('google', person);
      },
    ],
    [
      'the code of a sign-in by a provider',
      async ({ token }) => {
        const person = newPerson();
        await setup.link('google', person, token);
        const returned = await setup.signInFromFrontEnd('google', person, `${setup.frontEnd}/signed-in`);
        const body = { code: returned.searchParams.get('code') };
        return () => credence.call('POST', '/oauth/exchange', { body });
      },
    ],
    [
      'a step-up',
      ({ token }) => {
        const body = { method: 'password', password: PASSWORD };
        return Promise.resolve(() => credence.call('POST', '/auth/step-up', { token, body }));
      },
    ],
  ];

  test.each(PROOFS)('is refused: %s (ORG-15)', async (_, prepareProof) => {
    const { domain, account } = await prepare();
    const show = await prepareProof(account);
    expect((await domain.require()).status).toBe(200);
    expect(await show()).toMatchObject(ssoRequired(domain));
  });

  test('opens no account for a new person of a provider (ORG-15)', async () => {
    const domain = await connectDomain(credence, names);
    expect((await domain.require()).status).toBe(200);
    const person = newPerson(`grace@${domain.domain}`);
    expect(await setup.signIn('google', person)).toMatchObject(ssoRequired(domain));
    expect((await domain.require(null)).status).toBe(200);
    expect(await setup.signIn('google', person)).toMatchObject({
      status: 200,
      body: { email: person.email },
    });
  });
});

describe('a session from before a domain demands its connection', () => {
  test('is inactive for introspection at once, and a session of the connection is not (ORG-15)', async () => {
    const { domain, account } = await prepare();
    const { body: older } = await signIn(credence, account.email);
    const person = { nameId: randomUUID(), email: account.email };
    const { body: connected } = await signInBySaml(credence, domain.connectionId, person);
    const tokens = [older, connected].flatMap((body) => [body.access_token, body.refresh_token]);
    const activity = () => Promise.all(tokens.map(isActive));
    expect(await activity()).toEqual([true, true, true, true]);
    expect((await domain.require()).status).toBe(200);
    expect(await activity()).toEqual([false, false, true, true]);
  });

  test('has no token for an organisation any more (ORG-15)', async () => {
    const { domain, account } = await prepare();
    const person = { nameId: randomUUID(), email: account.email };
    const { body: connected } = await signInBySaml(credence, domain.connectionId, person);
    const path = `/auth/organizations/${domain.organizationId}/token`;
    const issued = await credence.call('POST', path, { token: account.token });
    expect(issued.status).toBe(200);
    expect((await domain.require()).status).toBe(200);
    const members = `/v1/organizations/${domain.organizationId}/members`;
    const used = await credence.call('GET', members, { token: issued.body.access_token });
    expect(refusal(used)).toEqual([401, 'unauthenticated']);
    expect(await credence.call('POST', path, { token: account.token })).toMatchObject(ssoRequired(domain));
    expect((await credence.call('POST', path, { token: connected.access_token })).status).toBe(200);
  });
});

describe('the ways in', () => {
  const discover = async (email: string) =>
    (await credence.call('POST', '/auth/discover', { body: { email } })).body;

  test('are discovered by the domain of an address alone', async () => {
    const { domain, account } = await prepare();
    const ways = ['password', 'passkey', 'email', 'google', 'acme'];
    const addresses = [account.email, `nobody@${domain.domain}`];
    for (const email of addresses)
      expect(await discover(email)).toEqual({ ways: ['sso', ...ways], start_url: startOf(domain) });
    expect((await domain.require()).status).toBe(200);
    for (const email of addresses)
      expect(await discover(email)).toEqual({ ways: ['sso'], start_url: startOf(domain) });
    expect(await discover(`nobody@sub.${domain.domain}`)).toEqual({ ways });
  });

  test('have a connection only while its organisation is active and the domain verified (ORG-14)', async () => {
    const { owner, organizationId, connectionId, domain, domainPath } = await connectDomain(credence, names);
    const { token } = owner;
    const call = async (method: string, at: string, by: string, body?: object) => {
      expect((await credence.call(method, at, { token: by, body })).status).toBe(200);
    };
    const found = () => discover(`a@${domain}`);
    const startUrl = `${credence.url}/sso/${connectionId}`;
    expect(await found()).toHaveProperty('start_url', startUrl);

    const organization = `/v1/organizations/${organizationId}`;
    await call('POST', `${organization}/suspend`, SERVICE_TOKEN, { reason: 'a test' });
    expect(await found()).not.toHaveProperty('start_url');
    await call('POST', `${organization}/resume`, SERVICE_TOKEN, { reason: 'a test' });
    expect(await found()).toHaveProperty('start_url', startUrl);

    await call('DELETE', domainPath, token);
    expect(await found()).not.toHaveProperty('start_url');
  });

  test('have no connection to begin with where there are several (ORG-14)', async () => {
    const connected = await connectDomain(credence, names);
    const { token } = connected.owner;
    const list = `/v1/organizations/${connected.organizationId}/connections`;
    const added = await credence.call('POST', list, { token, body: { kind: 'saml', name: 'Further' } });
    const connectionId = textAt(added.body, 'id');
    const further = { ...connected, connectionId, path: `${list}/${connectionId}` };
    await credence.call('PATCH', further.path, { token, body: { entity_id: IDP, sso_url: SSO_URL } });
    const pem = IDP_KEYS.certificate;
    await credence.call('POST', `${further.path}/certificates`, { token, body: { pem } });
    expect((await enableConnection(credence, further)).status).toBe(200);
    expect(await discover(`a@${connected.domain}`)).not.toHaveProperty('start_url');
    const disabled = await credence.call('POST', `${further.path}/disable`, { token, body: {} });
    expect(disabled.status).toBe(200);
    expect(await discover(`a@${connected.domain}`)).toHaveProperty('start_url');
  });

  test('need an address', async () => {
    const refused = await credence.call('POST', '/auth/discover', { body: { email: 'ada' } });
    expect(refusal(refused)).toEqual([422, 'invalid_input']);
  });
});
