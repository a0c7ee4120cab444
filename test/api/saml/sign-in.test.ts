import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { createSignedInAccount, createVerifiedAccount } from '../../support/clients/accounts.js';
import { refusal } from '../../support/clients/refusals.js';
import { codeOfStep } from '../../support/domain/totp-codes.js';
import {
  appendToOrganization,
  connect,
  post,
  postAndReturn,
  signInBySaml,
  start,
} from '../../support/saml/connected-organization.js';
import type { ConnectedOrganization } from '../../support/saml/connected-organization.js';
import { logoutQuery } from '../../support/saml/logout.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const FRONT_END = 'https://front.example';
const MFA = 'https://refeds.org/profile/mfa';
let stores: TestStores;
let credence: Credence;
let acme: ConnectedOrganization;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({
    ...stores.environment,
    CORS_ORIGINS: FRONT_END,
    RATE_LIMITS: 'oauth.source=9999/1m',
  });
  acme = await connect(credence, stores);
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

const newAddress = () => `${randomUUID()}@acme.example`;

async function memberStatus({ organizationId, owner }: ConnectedOrganization, userId: string) {
  const path = `/v1/organizations/${organizationId}/members/${userId}`;
  return (await credence.call('GET', path, { token: owner.token })).body.status;
}

describe('a sign-in by a connection', () => {
  test('opens an account at the first time, makes its person a member, and finds it again', async () => {
    const person = { nameId: randomUUID(), email: newAddress() };
    const first = await signInBySaml(credence, acme.connectionId, person);
    expect(first).toMatchObject({ status: 200, body: { email: person.email, is_verified: true } });
    const { user_id: userId, access_token: token } = first.body;
    expect(await memberStatus(acme, userId)).toBe('active');
    const again = await signInBySaml(credence, acme.connectionId, { ...person, email: newAddress() });
    expect(again.body.user_id).toBe(userId);
    const { body } = await credence.call('GET', '/auth/sessions', { token });
    const provider = `connection:${acme.connectionId}`;
    expect(body.items).toMatchObject([
      { amr: ['fed'], provider },
      { amr: ['fed'], provider },
    ]);
  });

  test('returns to a front end with a code, and the code gives the session', async () => {
    const returnTo = `?return_to=${encodeURIComponent(`${FRONT_END}/signed-in`)}`;
    const request = await start(credence, acme.connectionId, returnTo);
    const location = await postAndReturn(request, FRONT_END, { email: newAddress() });
    expect([location.pathname, location.searchParams.get('error')]).toEqual(['/signed-in', null]);
    const code = location.searchParams.get('code');
    const exchanged = await credence.call('POST', '/oauth/exchange', { body: { code } });
    expect(exchanged).toMatchObject({ status: 200, body: { token_type: 'bearer' } });
  });

  test('signs in the account of an address that both sides have verified', async () => {
    const account = await createVerifiedAccount(credence, { email: newAddress() });
    const { body } = await signInBySaml(credence, acme.connectionId, { email: account.email });
    expect(body.user_id).toBe(account.userId);
  });

  test('takes over no account whose address nobody has verified', async () => {
    const email = newAddress();
    await credence.call('POST', '/auth/signup', {
      body: { email, username: 'mallory', password: 'correct horse battery staple' },
    });
    const refused = await signInBySaml(credence, acme.connectionId, { email });
    expect(refusal(refused)).toEqual([409, 'account_exists']);
  });
});

describe('the name of a person', () => {
  test('is another person at another connection, and in another case (SAML-24)', async () => {
    const other = await connect(credence, stores, { domain: 'other.example' });
    const nameId = `Name-${randomUUID()}`;
    const here = await signInBySaml(credence, acme.connectionId, { nameId, email: newAddress() });
    const there = await signInBySaml(credence, other.connectionId, {
      nameId,
      email: `${randomUUID()}@other.example`,
    });
    const lower = { nameId: nameId.toLowerCase(), email: newAddress() };
    const changed = await signInBySaml(credence, acme.connectionId, lower);
    expect([here.status, there.status, changed.status]).toEqual([200, 200, 200]);
    expect(new Set([here, there, changed].map(({ body }) => body.user_id)).size).toBe(3);
  });
});

describe('an address', () => {
  test('outside the verified domains signs nobody in (SAML-25)', async () => {
    const { email } = await createSignedInAccount(credence);
    const refused = await signInBySaml(credence, acme.connectionId, { email });
    expect(refusal(refused)).toEqual([403, 'address_not_of_domain']);
    const missing = await signInBySaml(credence, acme.connectionId, { nameId: 'somebody' });
    expect(refusal(missing)).toEqual([403, 'email_missing']);
  });

  test('counts no more after the domain lapsed, and a linked name goes on (SAML-25)', async () => {
    const lapsing = await connect(credence, stores, { domain: 'lapsing.example' });
    const known = { nameId: randomUUID(), email: `${randomUUID()}@lapsing.example` };
    const first = await signInBySaml(credence, lapsing.connectionId, known);
    await appendToOrganization(stores, lapsing.organizationId, [
      {
        type: 'DomainVerificationLapsed',
        data: { domain_id: lapsing.domain.id, claim: lapsing.domain.claim },
      },
    ]);
    const fresh = { email: `${randomUUID()}@lapsing.example` };
    const refused = await signInBySaml(credence, lapsing.connectionId, fresh);
    expect(refusal(refused)).toEqual([403, 'address_not_of_domain']);
    const again = await signInBySaml(credence, lapsing.connectionId, known);
    expect(again.body.user_id).toBe(first.body.user_id);
  });
});

describe('a second factor of the account', () => {
  test('is asked for, unless the connection trusts the context of the assertion (SAML-28)', async () => {
    const trusting = await connect(credence, stores, {
      domain: 'trusting.example',
      settings: { mfa_contexts: [MFA] },
    });
    const person = { nameId: randomUUID(), email: `${randomUUID()}@trusting.example` };
    const { body } = await signInBySaml(credence, trusting.connectionId, person);
    await addAuthenticatorApp(body.access_token);
    const asked = await signInBySaml(credence, trusting.connectionId, person);
    expect(refusal(asked)).toEqual([403, 'mfa_required']);
    const edit = (xml: string) => xml.replace('urn:oasis:names:tc:SAML:2.0:ac:classes:Password', MFA);
    const trusted = await signInBySaml(credence, trusting.connectionId, { ...person, edit });
    expect(decodeJwt(trusted.body.access_token)).toMatchObject({
      acr: 'aal2',
      amr: ['fed', 'fed_mfa', 'mfa'],
    });
    const request = await start(credence, trusting.connectionId);
    const forge = (xml: string) => edit(xml);
    expect(refusal(await post(credence, request, { ...person, forge }))).toEqual([
      403,
      'untrustworthy_answer',
    ]);
  });

  test('keeps the name and the end of the session at the identity provider (SAML-28, SAML-30)', async () => {
    const slo = { slo_url: 'https://idp.example/slo' };
    await credence.call('PATCH', acme.path, { token: acme.owner.token, body: slo });
    const nameId = randomUUID();
    const person = { nameId, email: newAddress() };
    const first = await signInBySaml(credence, acme.connectionId, person);
    const secret = await addAuthenticatorApp(first.body.access_token);
    const ends = new Date(Date.now() + 100_000).toISOString();
    const edit = (xml: string) =>
      xml.replace('SessionIndex="_s1"', `SessionIndex="_s7" SessionNotOnOrAfter="${ends}"`);
    const asked = await signInBySaml(credence, acme.connectionId, { ...person, edit });
    const { mfa_token } = asked.body as unknown as { readonly mfa_token: string };
    const code = codeOfStep(Math.floor(Date.now() / 30_000), secret);
    const proof = { mfa_token, method: 'totp', code };
    const { body } = await credence.call('POST', '/auth/mfa/verify', { body: proof });
    const lifeOf = (json: unknown) => (json as { readonly expires_in: number }).expires_in;
    expect(lifeOf(first.body)).toBeGreaterThan(100);
    expect(lifeOf(body)).toBeLessThanOrEqual(100);

    const logout = `/saml/${acme.connectionId}/slo`;
    const end = (sessionIndex: string) =>
      fetch(`${credence.url}${logout}?${logoutQuery(credence.url + logout, { nameId, sessionIndex })}`, {
        redirect: 'manual',
      });
    const isAlive = async () =>
      (await credence.call('GET', '/auth/me', { token: body.access_token })).status === 200;
    await end('_s6');
    expect(await isAlive()).toBe(true);
    await end('_s7');
    expect(await isAlive()).toBe(false);
  });

  async function addAuthenticatorApp(token: string): Promise<string> {
    const { body: started } = await credence.call('POST', '/auth/factors/totp', { token, body: {} });
    const { secret, enrolment_token } = started as unknown as Record<string, string>;
    const code = codeOfStep(Math.floor(Date.now() / 30_000) - 1, secret ?? '');
    const confirmed = { code, enrolment_token };
    const answer = await credence.call('POST', '/auth/factors/totp/confirm', { token, body: confirmed });
    expect(answer.status).toBe(201);
    return secret ?? '';
  }
});

describe('a change during a sign-in', () => {
  const changes: [string, (of: ConnectedOrganization, userId: string) => Promise<Answer>][] = [
    [
      'the connection was disabled',
      ({ path, owner: { token } }) => credence.call('POST', `${path}/disable`, { token, body: {} }),
    ],
    [
      'the organisation was suspended',
      ({ organizationId }) => service(`/v1/organizations/${organizationId}/suspend`),
    ],
    [
      'the member was suspended',
      ({ organizationId }, userId) =>
        service(`/v1/organizations/${organizationId}/members/${userId}/suspend`),
    ],
    ['the account was deactivated', (_, userId) => service(`/v1/users/${userId}/deactivate`)],
  ];
  const service = (path: string) => credence.call('POST', path, { token: SERVICE_TOKEN, body: {} });

  test.each(changes)('leads to no session if %s (SAML-29)', async (_, change) => {
    const domain = `${randomUUID()}.example`;
    const connected = await connect(credence, stores, { domain });
    const person = { nameId: randomUUID(), email: `ada@${domain}` };
    const { body } = await signInBySaml(credence, connected.connectionId, person);
    const request = await start(credence, connected.connectionId);
    const back = `?return_to=${encodeURIComponent(`${FRONT_END}/signed-in`)}`;
    const returning = await start(credence, connected.connectionId, back);
    const returned = await postAndReturn(returning, FRONT_END, person);
    const code = returned.searchParams.get('code');
    expect((await change(connected, body.user_id)).status).toBe(200);
    expect(refusal(await post(credence, request, person))).toEqual([403, 'sign_in_refused']);
    const exchanged = await credence.call('POST', '/oauth/exchange', { body: { code } });
    expect(refusal(exchanged)).toEqual([403, 'sign_in_refused']);
  });
});
