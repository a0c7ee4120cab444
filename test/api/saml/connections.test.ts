import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSignedInAccount } from '../../support/clients/accounts.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { refusal } from '../../support/clients/refusals.js';
import { addConnection, enableConnection, IDP_KEYS } from '../../support/saml/connected-organization.js';
import { IDP } from '../../support/saml/identity-provider.js';
import { idpMetadata, keyDescriptor, METADATA, SSO } from '../../support/saml/idp-metadata.js';
import { rsaKeys } from '../../support/saml/parties.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

let stores: TestStores;
let credence: Credence;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, RATE_LIMITS: 'change.account=9999/1m' });
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

describe('a connection of an organisation', () => {
  test('is added with the addresses for its provider, described, and listed', async () => {
    const { owner, connectionId, path } = await addConnection(credence);
    const read = await credence.call('GET', path, { token: owner.token });
    expect(read.body).toMatchObject({
      id: connectionId,
      enabled: false,
      last_test: null,
      identity_provider: { entity_id: IDP, sso_url: 'https://idp.example/sso', slo_url: null },
      service_provider: {
        entity_id: `${credence.url}/saml/${connectionId}/metadata`,
        acs_url: `${credence.url}/saml/${connectionId}/acs`,
        start_url: `${credence.url}/sso/${connectionId}`,
      },
      certificates: [{ expired: false }],
    });
    const list = path.slice(0, path.lastIndexOf('/'));
    expect((await credence.call('GET', list, { token: owner.token })).body.items).toEqual([read.body]);
    const metadata = await credence.call('GET', `/saml/${connectionId}/metadata`);
    expect(metadata.headers.get('content-type')).toBe('application/samlmetadata+xml');
    expect(metadata.body).toContain(`Location="${credence.url}/saml/${connectionId}/acs"`);
  });

  test('is enabled only after a test has passed, and shows why one failed', async () => {
    const connected = await addConnection(credence);
    const { owner, path } = connected;
    const enable = () => credence.call('POST', `${path}/enable`, { token: owner.token, body: {} });
    expect(refusal(await enable())).toEqual([409, 'connection_incomplete']);
    await credence.call('PATCH', path, { token: owner.token, body: { entity_id: 'https://other.example' } });
    expect(refusal(await enableConnection(credence, connected))).toEqual([409, 'connection_incomplete']);
    const failed = await credence.call('GET', path, { token: owner.token });
    expect(failed.body).toMatchObject({ last_test: { passed: false, reason: 'issuer' } });
    await credence.call('PATCH', path, { token: owner.token, body: { entity_id: IDP } });
    const { status, body } = await enableConnection(credence, connected);
    expect([status, body]).toMatchObject([200, { enabled: true, last_test: { passed: true } }]);
  });

  test('starts no sign-in before it is enabled, nor after it is disabled or removed', async () => {
    const connected = await addConnection(credence);
    const { connectionId, owner, path } = connected;
    const begin = async () => refusal(await credence.call('GET', `/sso/${connectionId}`));
    const unknown = [404, 'unknown_connection'];
    expect(await begin()).toEqual(unknown);
    await enableConnection(credence, connected);
    await credence.call('POST', `${path}/disable`, { token: owner.token, body: { reason: 'rollover' } });
    expect(await begin()).toEqual(unknown);
    await credence.call('POST', `${path}/enable`, { token: owner.token, body: {} });
    expect((await credence.call('DELETE', path, { token: owner.token })).status).toBe(200);
    expect(await begin()).toEqual(unknown);
    expect(refusal(await credence.call('GET', path, { token: owner.token }))).toEqual(unknown);
    expect(refusal(await credence.call('GET', `/saml/${randomUUID()}/metadata`))).toEqual(unknown);
  });

  test('shows no private key, stores no stars, and needs a new test after another address (ADM-6)', async () => {
    const connected = await addConnection(credence);
    const { owner, path } = connected;
    await enableConnection(credence, connected);
    const read = await credence.call('GET', path, { token: owner.token });
    expect(JSON.stringify(read.body)).not.toMatch(/private|secret|BEGIN/i);
    for (const secret of ['private_key', 'client_secret', 'certificate']) {
      const body = { sso_url: 'https://other.example/sso', [secret]: '***' };
      const answer = await credence.call('PATCH', path, { token: owner.token, body });
      expect(refusal(answer)).toEqual([422, 'invalid_input']);
    }
    expect((await credence.call('GET', path, { token: owner.token })).body).toEqual(read.body);
    const body = { sso_url: 'https://other.example/sso' };
    const changed = await credence.call('PATCH', path, { token: owner.token, body });
    expect(changed.body).toMatchObject({ last_test: null });
  });

  test('has at most two certificates, each retired by its fingerprint (SAML-27)', async () => {
    const { owner, path } = await addConnection(credence);
    const { token } = owner;
    const pin = (pem: string) => credence.call('POST', `${path}/certificates`, { token, body: { pem } });
    expect(refusal(await pin('no certificate'))).toEqual([422, 'certificate_refused']);
    expect(refusal(await pin(rsaKeys(1024).certificate))).toEqual([422, 'certificate_refused']);
    expect((await pin(IDP_KEYS.certificate)).status).toBe(201);
    expect((await pin(rsaKeys().certificate)).body).toMatchObject({ certificates: [{}, {}] });
    expect(refusal(await pin(rsaKeys().certificate))).toEqual([409, 'certificate_limit']);
    const { body } = await credence.call('GET', path, { token });
    const [first] = (body as { certificates?: { fingerprint: string }[] }).certificates ?? [];
    const certificate = `${path}/certificates/${first?.fingerprint ?? ''}`;
    expect((await credence.call('DELETE', certificate, { token })).body).toMatchObject({
      certificates: [{}],
    });
    expect(refusal(await credence.call('DELETE', certificate, { token }))).toEqual([
      404,
      'unknown_certificate',
    ]);
  });
});

describe('the metadata of an identity provider', () => {
  const metadata = idpMetadata({ keys: keyDescriptor(IDP_KEYS.certificate) });
  const entity = `<md:EntityDescriptor xmlns:md="${METADATA}" entityID="urn:x"/>`;

  test('becomes a proposal, and changes nothing (SAML-32)', async () => {
    const { owner, path } = await addConnection(credence);
    const { token } = owner;
    const before = await credence.call('GET', path, { token });
    const proposal = await credence.call('POST', `${path}/metadata`, { token, body: { metadata } });
    expect([proposal.status, proposal.body]).toMatchObject([
      200,
      { entity_id: 'urn:idp', sso_url: SSO, request_binding: 'redirect', certificates: [{}] },
    ]);
    expect((await credence.call('GET', path, { token })).body).toEqual(before.body);
  });

  test('that is large, of many, with unsafe addresses or external entities is refused (SAML-32)', async () => {
    const { owner, path } = await addConnection(credence);
    const { token } = owner;
    const before = await credence.call('GET', path, { token });
    const many = `<md:EntitiesDescriptor xmlns:md="${METADATA}">${entity.repeat(1000)}</md:EntitiesDescriptor>`;
    const hostile = [
      `${metadata}${' '.repeat(1024 * 1024)}`,
      many,
      metadata.replace(SSO, 'http://idp.example/sso'),
      metadata.replace(SSO, 'javascript:alert(1)'),
      metadata.replace('\n', `<!DOCTYPE x [<!ENTITY e SYSTEM "${credence.url}/health/live">]>`),
    ];
    for (const text of hostile) {
      const answer = await credence.call('POST', `${path}/metadata`, { token, body: { metadata: text } });
      expect(refusal(answer)).toEqual([422, 'metadata_refused']);
    }
    const huge = { metadata: ' '.repeat(2 * 1024 * 1024) };
    const answer = await credence.call('POST', `${path}/metadata`, { token, body: huge });
    expect(refusal(answer)).toEqual([413, 'body_too_large']);
    expect((await credence.call('GET', path, { token })).body).toEqual(before.body);
  });

  test.each(['http://idp.example/sso', 'javascript:alert(1)', 'https://a:b@idp.example/', `${SSO}#x`])(
    'is not needed to refuse the address %s (SAML-32)',
    async (url) => {
      const { owner, path } = await addConnection(credence);
      const answer = await credence.call('PATCH', path, { token: owner.token, body: { sso_url: url } });
      expect(refusal(answer)).toEqual([422, 'invalid_input']);
    },
  );
});

test('every owner gets a mail about a change of a connection', async () => {
  const { owner, organizationId } = await addConnection(credence);
  const second = await createSignedInAccount(credence);
  const organization = `/v1/organizations/${organizationId}`;
  await credence.call('PUT', `${organization}/members/${second.userId}`, { token: SERVICE_TOKEN });
  await credence.call('PUT', `${organization}/owners/${second.userId}`, { token: SERVICE_TOKEN });
  const body = { kind: 'saml', name: 'Further' };
  await credence.call('POST', `${organization}/connections`, { token: owner.token, body });
  for (const { email } of [owner, second]) {
    const about = 'The sign-in of your organisation was changed';
    await waitFor(`a mail to ${email}`, async () =>
      (await credence.mails(email)).some(
        ({ subject, text }) => subject === about && text.includes('was added'),
      ),
    );
  }
});

describe('the right to change a connection', () => {
  test('belongs to admins with a recent sign-in, and to no other organisation (ORG-2)', async () => {
    const { owner, path, organizationId } = await addConnection(credence);
    const foreign = await addConnection(credence);
    const member = await createSignedInAccount(credence);
    await credence.call('PUT', `/v1/organizations/${organizationId}/members/${member.userId}`, {
      token: SERVICE_TOKEN,
    });
    const body = { name: 'Other' };
    const change = (at: string, token: string) => credence.call('PATCH', at, { token, body });
    expect(refusal(await change(path, member.token))).toEqual([403, 'forbidden']);
    expect(refusal(await change(path, foreign.owner.token))).toEqual([404, 'unknown_organization']);
    const mixed = path.replace(organizationId, foreign.organizationId);
    expect(refusal(await change(mixed, foreign.owner.token))).toEqual([404, 'unknown_connection']);
    expect((await change(path, owner.token)).body).toMatchObject({ name: 'Other' });
  });

  test('needs every permission of an admin', async () => {
    const { owner, path, organizationId } = await addConnection(credence);
    const clerk = await createSignedInAccount(credence);
    const organization = `/v1/organizations/${organizationId}`;
    await credence.call('PUT', `${organization}/members/${clerk.userId}`, { token: SERVICE_TOKEN });
    const role = { key: 'clerk', name: 'Clerk', permissions: ['connections:write'] };
    await credence.call('POST', `${organization}/roles`, { token: owner.token, body: role });
    const given = `${organization}/members/${clerk.userId}/roles/clerk`;
    await credence.call('PUT', given, { token: owner.token });
    const refused = await credence.call('PATCH', path, { token: clerk.token, body: { name: 'Mine' } });
    expect(refusal(refused)).toEqual([403, 'exceeds_own_permissions']);
  });
});
