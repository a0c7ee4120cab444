import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSignedInAccount } from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import { refusal } from '../../support/clients/refusals.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

let stores: TestStores;
let credence: Credence;
let second: Credence;
let owner: SignedInAccount;
/** The path of an organisation of the owner. */
let engines: string;
/** The path of an organisation of somebody else. */
let looms: string;

beforeAll(async () => {
  stores = await useStores();
  const environment = {
    ...stores.environment,
    RATE_LIMITS: 'change.account=9999/1m,credential.source=9999/1m',
  };
  credence = await startCredence(environment);
  second = await startCredence({ ...environment, PUBLIC_URL: credence.url }, { role: 'api' });
  owner = await createSignedInAccount(credence);
  engines = await found(owner, 'Engines');
  looms = await found(await createSignedInAccount(credence), 'Looms');
});

afterAll(async () => {
  await Promise.all([credence.stop(), second.stop()]);
  await stores.dispose();
});

async function call(
  method: string,
  path: string,
  token: string,
  body?: unknown,
  by = credence,
): Promise<Answer> {
  return await by.call(method, path, { token, ...(body !== undefined && { body }) });
}

async function found({ token }: SignedInAccount, name: string): Promise<string> {
  const { body } = await call('POST', '/auth/organizations', token, { name });
  return `/v1/organizations/${String(body['id'])}`;
}

const idOf = (path: string) => path.replace('/v1/organizations/', '');

interface Key {
  readonly id: string;
  readonly key: string;
  readonly expires_at: string;
}
const keyOf = ({ body }: Answer) => body as unknown as Key;

async function createKey(path: string, token: string, scopes: readonly string[], rest: object = {}) {
  const answer = await call('POST', `${path}/api-keys`, token, { name: 'import', scopes, ...rest });
  expect(answer.status).toBe(201);
  return keyOf(answer);
}

/** Makes a new person a member with a role of these permissions, and returns the person. */
async function withRole(path: string, key: string, permissions: readonly string[]): Promise<SignedInAccount> {
  const member = await createSignedInAccount(credence);
  await call('POST', `${path}/roles`, SERVICE_TOKEN, { key, name: key, permissions });
  await call('PUT', `${path}/members/${member.userId}`, SERVICE_TOKEN);
  const given = await call('PUT', `${path}/members/${member.userId}/roles/${key}`, SERVICE_TOKEN);
  expect(given.status).toBe(200);
  return member;
}

/** Waits until both processes answer a request with a status, for at most a second. */
async function bothAnswer(status: number, method: string, path: string, token: string): Promise<void> {
  const end = Date.now() + 1000;
  for (const by of [credence, second])
    while ((await call(method, path, token, undefined, by)).status !== status)
      expect(Date.now()).toBeLessThan(end);
}

async function introspect(token: string) {
  const { body } = await credence.call('POST', '/oauth2/introspect', {
    token: SERVICE_TOKEN,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token }).toString(),
  });
  return body;
}

describe('an API key of an organisation', () => {
  test('opens the routes of that organisation by its scopes, and nothing else (ORG-18, ORG-2)', async () => {
    const { key } = await createKey(engines, owner.token, ['organization:read', 'roles:read']);
    for (const by of [credence, second])
      expect((await call('GET', engines, key, undefined, by)).body).toMatchObject({ name: 'Engines' });
    expect((await call('GET', `${engines}/roles`, key)).status).toBe(200);
    expect(refusal(await call('GET', `${engines}/members`, key))).toEqual([403, 'insufficient_scope']);
    for (const path of [looms, `/v1/organizations/${randomUUID()}`, '/v1/organizations/x'])
      expect(refusal(await call('GET', path, key))).toEqual([404, 'unknown_organization']);
    for (const path of ['/v1/roles', '/v1/users', '/v1/organizations', '/v1/api-keys'])
      expect([path, ...refusal(await call('GET', path, key))]).toEqual([path, 403, 'insufficient_scope']);
    expect(refusal(await call('POST', '/graphql', key, { query: '{ __typename }' }))).toEqual([
      403,
      'insufficient_scope',
    ]);
    expect(refusal(await call('GET', '/auth/me', key))).toEqual([401, 'unauthenticated']);
  });

  test('is listed with its organisation only, and changed nowhere else (ORG-18, ORG-2)', async () => {
    const { id, key, ...rest } = await createKey(engines, owner.token, ['members:read']);
    const listed = await call('GET', `${engines}/api-keys?limit=200`, owner.token);
    expect(listed.body.items).toContainEqual({ id, ...rest });
    expect(JSON.stringify(listed.body)).not.toContain(key);
    const all = await call('GET', '/v1/api-keys?limit=200', SERVICE_TOKEN);
    expect(JSON.stringify(all.body)).not.toContain(id);
    expect((await call('GET', `${looms}/api-keys`, SERVICE_TOKEN)).body.items).toEqual([]);
    const service = await call('POST', '/v1/api-keys', SERVICE_TOKEN, { name: 'x', scopes: ['users:read'] });
    const elsewhere = [`/v1/api-keys/${id}`, `${looms}/api-keys/${id}`];
    for (const path of [...elsewhere, `${engines}/api-keys/${keyOf(service).id}`]) {
      expect(refusal(await call('POST', `${path}/rotate`, SERVICE_TOKEN, {}))).toEqual([
        404,
        'unknown_api_key',
      ]);
      expect(refusal(await call('DELETE', path, SERVICE_TOKEN))).toEqual([404, 'unknown_api_key']);
    }
    expect(refusal(await call('GET', `/v1/api-keys/${id}`, SERVICE_TOKEN))).toEqual([404, 'unknown_api_key']);
    expect((await call('GET', `${engines}/members`, key)).status).toBe(200);
    const madeUp = `/v1/organizations/${randomUUID()}/api-keys`;
    const wishes = { name: 'x', scopes: ['members:read'] };
    for (const answer of [
      await call('GET', madeUp, SERVICE_TOKEN),
      await call('POST', madeUp, SERVICE_TOKEN, wishes),
    ])
      expect(refusal(answer)).toEqual([404, 'unknown_organization']);
  });

  test('has scopes that its maker has, and permissions of organisations only (ORG-18, RBAC-3)', async () => {
    const clerk = await withRole(engines, 'key-clerk', ['api_keys:write', 'members:invite']);
    const create = async (scopes: readonly string[], token = clerk.token) =>
      refusal(await call('POST', `${engines}/api-keys`, token, { name: 'import', scopes }));
    const ten = ['members:read', 'members:invite', 'api_keys:write', 'organization:read'];
    expect(await create([...ten, 'members:write'])).toEqual([403, 'insufficient_scope']);
    for (const bad of [['users:read'], ['owners:write'], ['moon:land'], ['members:read', 'members:read'], []])
      expect(await create(bad, owner.token)).toEqual([422, 'invalid_input']);
    const { items } = (await call('GET', `${engines}/api-keys?limit=200`, owner.token)).body;
    expect(JSON.stringify(items)).not.toContain('members:write');
    // A key passes on no more than it has.
    const { key } = await createKey(engines, clerk.token, ten, { expires_in_days: 2 });
    expect(await create(['members:write'], key)).toEqual([403, 'insufficient_scope']);
    const child = await createKey(engines, key, ['members:invite']);
    expect(Date.parse(child.expires_at)).toBeLessThan(Date.now() + 3 * 86_400_000);
    const invitation = { email: 'stronger@example.com', role_ids: ['admin'] };
    expect(refusal(await call('POST', `${engines}/invitations`, key, invitation))).toEqual([
      403,
      'exceeds_own_permissions',
    ]);
  });

  test('does at most what its maker can do now, and nothing after the end of the membership (ORG-18, ORG-5)', async () => {
    const maker = await withRole(engines, 'renamer', ['organization:write', 'api_keys:write']);
    const { key } = await createKey(engines, maker.token, ['organization:read', 'organization:write']);
    const child = await createKey(
      engines,
      (await createKey(engines, maker.token, ['organization:read', 'api_keys:write'])).key,
      ['organization:read'],
    );
    const member = `${engines}/members/${maker.userId}`;
    expect((await call('PATCH', engines, key, { name: 'Engines' })).status).toBe(200);
    await call('DELETE', `${member}/roles/renamer`, owner.token);
    await waitFor(
      'the key is weaker',
      async () => (await call('PATCH', engines, key, {})).status === 403,
      1000,
    );
    expect((await call('GET', engines, key)).status).toBe(200);
    await call('POST', `${member}/suspend`, owner.token, {});
    for (const one of [key, child.key]) await bothAnswer(401, 'GET', engines, one);
    expect(await introspect(key)).toEqual({ active: false });
    await call('POST', `${member}/resume`, owner.token, {});
    await bothAnswer(200, 'GET', engines, key);
    await call('DELETE', member, owner.token);
    for (const one of [key, child.key]) await bothAnswer(401, 'GET', engines, one);
  });

  test('is of no use while its organisation is suspended, whoever made it (ORG-5)', async () => {
    const path = await found(owner, 'Mills');
    const { key } = await createKey(path, owner.token, ['organization:read']);
    const ofService = await createKey(path, SERVICE_TOKEN, ['organization:read']);
    expect(await introspect(key)).toMatchObject({
      active: true,
      org_id: idOf(path),
      scope: 'organization:read',
    });
    await call('POST', `${path}/suspend`, SERVICE_TOKEN, {});
    for (const one of [key, ofService.key]) {
      await bothAnswer(401, 'GET', path, one);
      expect(await introspect(one)).toEqual({ active: false });
    }
    await call('POST', `${path}/resume`, SERVICE_TOKEN, {});
    for (const one of [key, ofService.key]) await bothAnswer(200, 'GET', path, one);
  });

  test('ends with the account of its maker, and with its organisation (ORG-21, ORG-22)', async () => {
    const maker = await withRole(engines, 'leaver', ['api_keys:write']);
    const { key } = await createKey(engines, maker.token, ['members:read']);
    await call('DELETE', `/v1/users/${maker.userId}`, SERVICE_TOKEN, {});
    await waitFor('the key is refused', async () => (await call('GET', engines, key)).status === 401);

    const path = await found(owner, 'Short-lived');
    const named = await createKey(path, SERVICE_TOKEN, ['members:read'], { name: 'secret plans' });
    expect((await call('GET', `${path}/members`, named.key)).status).toBe(200);
    const audited = async () => {
      const { body } = await call('GET', `/v1/audit?subject=${named.id}`, SERVICE_TOKEN);
      const event = body.items.find(({ type }) => type === 'ApiKeyCreated');
      return JSON.stringify(event);
    };
    expect(await audited()).toContain('secret plans');
    await call('DELETE', path, owner.token);
    await bothAnswer(401, 'GET', `${path}/members`, named.key);
    await waitFor('its name cannot be read', async () => !(await audited()).includes('secret plans'));
    expect(await audited()).toContain('ApiKeyCreated');
  });

  test('is rotated by the person that made it, and revoked by everybody with its scopes (ADM-4, ADM-5)', async () => {
    const maker = await withRole(engines, 'rotator', ['api_keys:write']);
    const old = await createKey(engines, maker.token, ['members:read']);
    const path = `${engines}/api-keys/${old.id}`;
    const rotate = async (token: string) =>
      await call('POST', `${path}/rotate`, token, { overlap_seconds: 0 });
    expect(refusal(await rotate(owner.token))).toEqual([403, 'exceeds_own_permissions']);
    const { key } = keyOf(await rotate(maker.token));
    expect((await call('GET', `${engines}/members`, key)).status).toBe(200);
    expect((await call('GET', `${engines}/members`, old.key)).status).toBe(401);
    expect((await call('DELETE', path, owner.token)).body).toMatchObject({
      created_by: `user:${maker.userId}`,
    });
    await bothAnswer(401, 'GET', `${engines}/members`, key);
  });

  test('is the subject of decisions about its organisation only (RBAC-12)', async () => {
    const { id } = await createKey(engines, owner.token, ['members:read']);
    const ask = async (resource: object, name = 'members:read') => {
      const body = { subject: { type: 'api_key', id }, action: { name }, resource };
      return (await call('POST', '/access/v1/evaluation', SERVICE_TOKEN, body)).body;
    };
    const organization = (path: string) => ({ type: 'organization', id: idOf(path) });
    expect(await ask(organization(engines))).toMatchObject({ decision: true });
    expect(await ask(organization(engines), 'members:write')).toMatchObject({ decision: false });
    for (const elsewhere of [organization(looms), { type: 'order', id: '1' }])
      expect(await ask(elsewhere)).toEqual({ decision: false, context: { reason: 'not_permitted' } });
    const search = { subject: { type: 'api_key', id }, resource: organization(engines) };
    const found = await call('POST', '/access/v1/search/action', SERVICE_TOKEN, search);
    expect(JSON.stringify(found.body)).toContain('"results":[{"name":"members:read"}]');
  });
});
