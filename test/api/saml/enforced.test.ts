import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { textAt } from '../../support/documents/text-at.js';
import {
  createSignedInAccount,
  PASSWORD,
  requestResetToken,
  signIn,
} from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import { addPasskey, authenticatorFor, signInByPasskey } from '../../support/clients/passkeys.js';
import { refusal } from '../../support/clients/refusals.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { startNameServer } from '../../support/dns/name-server.js';
import type { NameServer } from '../../support/dns/name-server.js';
import { addConnection, enableConnection, signInBySaml } from '../../support/saml/connected-organization.js';
import type { ConnectedOrganization } from '../../support/saml/connected-organization.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

let stores: TestStores;
let names: NameServer;
let credence: Credence;
let acme: ConnectedOrganization;
/** A verified domain of the organisation, and its path. */
let domain: string;
let path: string;

beforeAll(async () => {
  stores = await useStores();
  names = await startNameServer();
  credence = await startCredence({
    ...stores.environment,
    DNS_SERVERS: names.address,
    PASSWORDLESS_SIGNUP: 'on',
    SIGN_IN_LINKS: 'on',
    RATE_LIMITS: 'change.account=9999/1m,oauth.source=9999/1m,mail.source=9999/1m',
  });
  acme = await addConnection(credence);
  await enableConnection(credence, acme);
});

beforeEach(async () => {
  domain = `d-${randomUUID()}.example.com`;
  path = `/v1/organizations/${acme.organizationId}/domains/${await verifiedDomain(domain)}`;
});

afterAll(async () => {
  await credence.stop();
  await names.stop();
  await stores.dispose();
});

async function verifiedDomain(name: string): Promise<string> {
  const { token } = acme.owner;
  const list = `/v1/organizations/${acme.organizationId}/domains`;
  const { body } = await credence.call('POST', list, { token, body: { domain: name } });
  const { id, dns } = body as unknown as { id: string; dns: { name: string; value: string } };
  names.publish(dns.name, dns.value);
  expect((await credence.call('POST', `${list}/${id}/verify`, { token })).status).toBe(200);
  return id;
}

async function enforce(connection: string | null, token = acme.owner.token): Promise<Answer> {
  return await credence.call('PATCH', path, { token, body: { enforce_connection: connection } });
}

const addressAt = (name: string) => `${randomUUID()}@${name}`;

async function post(at: string, body: object): Promise<Answer> {
  return await credence.call('POST', at, { body });
}

describe('a domain that demands its connection', () => {
  /** The ways that begin with an address, as a stranger or its owner takes them. */
  const WAYS: readonly (readonly [string, (email: string) => Promise<Answer>])[] = [
    ['a password', (email) => post('/auth/login', { email, password: PASSWORD })],
    ['a sign-up', (email) => post('/auth/signup', { email, username: 'ada', password: PASSWORD })],
    ['a reset', (email) => post('/auth/reset-password-request', { email })],
    ['a mailed link', (email) => post('/auth/sign-in-link', { email })],
    ['a mailed code', (email) => post('/auth/sign-in-code/confirm', { email, code: '12345678' })],
    ['a sign-up by mail', (email) => post('/auth/passwordless/signup', { email, username: 'ada' })],
  ];

  test.each(WAYS)('refuses %s alike for known and unknown addresses (ORG-15)', async (_way, send) => {
    const known = await createSignedInAccount(credence, { email: addressAt(domain) });
    expect((await enforce(acme.connectionId)).body).toMatchObject({ enforce_connection: acme.connectionId });
    for (const email of [known.email, addressAt(domain)]) {
      const refused = await send(email);
      expect(refusal(refused)).toEqual([403, 'sso_required']);
      expect(textAt(refused.body, 'start_url')).toBe(`${credence.url}/sso/${acme.connectionId}`);
    }
  });

  test('refuses a passkey and an earlier reset link, and admits the connection (ORG-15)', async () => {
    const ada = await createSignedInAccount(credence, { email: addressAt(domain) });
    const authenticator = authenticatorFor(credence);
    expect((await addPasskey(credence, ada.token, authenticator)).status).toBe(201);
    const token = await requestResetToken(credence, ada.email);
    await enforce(acme.connectionId);
    expect(refusal(await signInByPasskey(credence, authenticator))).toEqual([403, 'sso_required']);
    const reset = await post('/auth/reset-password-confirm', { token, new_password: `${PASSWORD}!` });
    expect(refusal(reset)).toEqual([403, 'sso_required']);
    const { status, body } = await signInBySaml(credence, acme.connectionId, { email: ada.email });
    expect([status, body.user_id]).toEqual([200, ada.userId]);
  });

  test('ends earlier sessions at their refresh, and keeps those of the connection (ORG-15)', async () => {
    const email = addressAt(domain);
    await createSignedInAccount(credence, { email });
    const before = (await signIn(credence, email)).body.refresh_token;
    await enforce(acme.connectionId);
    const refused = await post('/auth/refresh', { refresh_token: before });
    expect(refused.status).toBe(401);
    const { body } = await signInBySaml(credence, acme.connectionId, { email });
    const refreshed = await post('/auth/refresh', { refresh_token: body.refresh_token });
    expect(refreshed.status).toBe(200);
  });

  test('leaves other domains alone (ORG-15)', async () => {
    const other = await createSignedInAccount(credence);
    await enforce(acme.connectionId);
    expect((await signIn(credence, other.email)).status).toBe(200);
    expect((await signIn(credence, addressAt(`sub.${domain}`))).status).toBe(401);
  });
});

describe('every way is open again', () => {
  let ada: SignedInAccount;

  beforeEach(async () => {
    ada = await createSignedInAccount(credence, { email: addressAt(domain) });
    await enforce(acme.connectionId);
    expect((await signIn(credence, ada.email)).status).toBe(403);
  });

  async function expectOpen(): Promise<void> {
    await waitFor('the way is open', async () => (await signIn(credence, ada.email)).status === 200);
  }

  test('after the owner or a service ends the demand', async () => {
    expect((await enforce(null)).body).toMatchObject({ enforce_connection: null });
    await expectOpen();
    await enforce(acme.connectionId);
    expect((await enforce(null, SERVICE_TOKEN)).status).toBe(200);
    await expectOpen();
  });

  test('while the connection is disabled', async () => {
    const { token } = acme.owner;
    expect((await credence.call('POST', `${acme.path}/disable`, { token, body: {} })).status).toBe(200);
    await expectOpen();
    expect((await credence.call('POST', `${acme.path}/enable`, { token, body: {} })).status).toBe(200);
    await waitFor('the demand', async () => (await signIn(credence, ada.email)).status === 403);
  });

  test('after the domain is removed', async () => {
    expect((await credence.call('DELETE', path, { token: acme.owner.token })).status).toBe(200);
    await expectOpen();
  });
});

describe('a demand is refused', () => {
  test('of a connection of another organisation, or one that is not enabled', async () => {
    const other = await addConnection(credence);
    expect(refusal(await enforce(other.connectionId))).toEqual([404, 'unknown_connection']);
    expect(refusal(await enforce(randomUUID()))).toEqual([404, 'unknown_connection']);
    const list = `/v1/organizations/${acme.organizationId}/connections`;
    const body = { kind: 'saml', name: 'Second' };
    const added = await credence.call('POST', list, { token: acme.owner.token, body });
    expect(refusal(await enforce(String(added.body.id)))).toEqual([409, 'connection_incomplete']);
  });

  test('of a domain that is not verified, or that does not exist', async () => {
    const { token } = acme.owner;
    const list = `/v1/organizations/${acme.organizationId}/domains`;
    const { body } = await credence.call('POST', list, { token, body: { domain: 'unproved.example.com' } });
    const change = { token, body: { enforce_connection: acme.connectionId } };
    const unproved = await credence.call('PATCH', `${list}/${String(body.id)}`, change);
    expect(refusal(unproved)).toEqual([409, 'domain_proof_missing']);
    expect(refusal(await credence.call('PATCH', `${list}/${randomUUID()}`, change))).toEqual([
      404,
      'unknown_domain',
    ]);
  });

  test('of a caller without every permission of an admin', async () => {
    const stranger = await createSignedInAccount(credence);
    expect(refusal(await enforce(acme.connectionId, stranger.token))).toEqual([404, 'unknown_organization']);
  });
});
