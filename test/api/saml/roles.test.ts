import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSignedInAccount } from '../../support/clients/accounts.js';
import { refusal } from '../../support/clients/refusals.js';
import { connect, signInBySaml } from '../../support/saml/connected-organization.js';
import type { ConnectedOrganization } from '../../support/saml/connected-organization.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const ADMIN = 'a94d2b70-1c58-4e3f-b6a7-50f9c83e7d12';
const OWNER = '3f7c1e92-60b4-4d85-a1c9-8e25d7f04b63';
let stores: TestStores;
let credence: Credence;
let acme: ConnectedOrganization;
let organization: string;
let engineer: string;
let destroyer: string;

beforeAll(async () => {
  stores = await useStores();
  const limits = 'oauth.source=9999/1m,change.account=9999/1m';
  credence = await startCredence({ ...stores.environment, RATE_LIMITS: limits });
  acme = await connect(credence, stores);
  organization = `/v1/organizations/${acme.organizationId}`;
  engineer = await defineRole('engineer', ['roles:read']);
  destroyer = await defineRole('destroyer', ['organization:delete']);
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

async function defineRole(key: string, permissions: readonly string[]): Promise<string> {
  const body = { key, name: key, permissions };
  const answer = await credence.call('POST', `${organization}/roles`, { token: acme.owner.token, body });
  expect(answer.status).toBe(201);
  return String(answer.body.id);
}

async function map(roles: Readonly<Record<string, string>> | null, token = acme.owner.token) {
  const pairs = Object.entries(roles ?? {}).map(([value, role_id]) => ({ value, role_id }));
  const body = { role_mapping: roles === null ? null : { attribute: 'groups', roles: pairs } };
  return await credence.call('PATCH', acme.path, { token, body });
}

/** Signs a person in with groups. Returns the own roles of the member. */
async function rolesAfter(nameId: string, groups: readonly string[]): Promise<string[]> {
  const values = groups.map((group) => `<saml:AttributeValue>${group}</saml:AttributeValue>`).join('');
  const attribute = `<saml:Attribute Name="groups">${values}</saml:Attribute></saml:AttributeStatement>`;
  const edit = (xml: string) => xml.replace('</saml:AttributeStatement>', attribute);
  const person = { nameId, email: `${nameId}@acme.example`, edit };
  const { status, body } = await signInBySaml(credence, acme.connectionId, person);
  expect(status).toBe(200);
  const path = `${organization}/members/${body.user_id}`;
  const member = await credence.call('GET', path, { token: acme.owner.token });
  const { roles } = member.body as unknown as { readonly roles: readonly string[] };
  return [...roles].sort();
}

test('the values of an attribute give roles, and each sign-in follows them (SAML-34)', async () => {
  expect((await map({ engineers: engineer, builders: engineer, admins: ADMIN })).status).toBe(200);
  const ada = randomUUID();
  expect(await rolesAfter(ada, ['engineers', 'builders', 'others'])).toEqual(['engineer']);
  expect(await rolesAfter(ada, ['admins'])).toEqual(['admin']);
  expect(await rolesAfter(ada, [])).toEqual([]);
});

test('a role outside the mapping stays, and without a mapping every role does (SAML-34)', async () => {
  await map({ admins: ADMIN });
  const grace = randomUUID();
  await rolesAfter(grace, ['admins']);
  await map({ engineers: engineer });
  expect(await rolesAfter(grace, [])).toEqual(['admin']);
  await map(null);
  expect(await rolesAfter(grace, ['engineers'])).toEqual(['admin']);
});

test('a mapping gives no roles that its author may not give (SAML-34)', async () => {
  expect(refusal(await map({ owners: OWNER }))).toEqual([409, 'built_in']);
  expect(refusal(await map({ unknown: randomUUID() }))).toEqual([404, 'unknown_role']);
  const admin = await createSignedInAccount(credence);
  await credence.call('PUT', `${organization}/members/${admin.userId}`, { token: SERVICE_TOKEN });
  const role = `${organization}/members/${admin.userId}/roles/admin`;
  expect((await credence.call('PUT', role, { token: SERVICE_TOKEN })).status).toBe(200);
  expect((await map({ engineers: engineer }, admin.token)).status).toBe(200);
  const exceeds = [403, 'exceeds_own_permissions'];
  expect(refusal(await map({ leavers: destroyer }, admin.token))).toEqual(exceeds);
  expect((await map({ leavers: destroyer })).status).toBe(200);
  // Any further change would keep the mapping, in the name of its author.
  const body = { name: 'Other' };
  const renamed = await credence.call('PATCH', acme.path, { token: admin.token, body });
  expect(refusal(renamed)).toEqual(exceeds);
});
