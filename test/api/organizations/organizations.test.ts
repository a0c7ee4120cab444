import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSignedInAccount, signIn, waitForMail } from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import { listEventTypes } from '../../support/clients/admin-api.js';
import { refusal } from '../../support/clients/refusals.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { codeAt } from '../../support/domain/totp-codes.js';
import { listOperations } from '../../support/openapi/documented-operations.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

let stores: TestStores;
let credence: Credence;
let owner: SignedInAccount;
let other: SignedInAccount;
/** The paths of two organisations, of two people. */
let first: string;
let second: string;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, RATE_LIMITS: 'change.account=9999/1m' });
  owner = await createSignedInAccount(credence);
  other = await createSignedInAccount(credence);
  first = await found(owner, { name: 'Engines', slug: 'engines' });
  second = await found(other, { name: 'Looms' });
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

async function call(method: string, path: string, token: string, body?: unknown): Promise<Answer> {
  return await credence.call(method, path, { token, ...(body !== undefined && { body }) });
}

/** Founds an organisation and returns its path. */
async function found({ token }: SignedInAccount, body: object): Promise<string> {
  const answer = await call('POST', '/auth/organizations', token, body);
  expect(answer.status).toBe(201);
  return `/v1/organizations/${String(answer.body['id'])}`;
}

/** Adds an authenticator app, which raises the session of the token. */
async function addApp(token: string): Promise<void> {
  const { body } = await call('POST', '/auth/factors/totp', token, {});
  const { secret, enrolment_token } = body as unknown as { secret: string; enrolment_token: string };
  const code = codeAt(new Date(), secret);
  const confirmed = await call('POST', '/auth/factors/totp/confirm', token, { enrolment_token, code });
  expect(confirmed.status).toBeLessThan(300);
}

async function ownOrganizations({ token }: SignedInAccount): Promise<readonly unknown[]> {
  return (await call('GET', '/auth/organizations', token)).body.items;
}

describe('an organisation', () => {
  test('its founder is its owner, reads it and changes its names', async () => {
    const path = await found(owner, { name: 'Mills', slug: 'Mills' });
    expect((await call('GET', path, owner.token)).body).toMatchObject({
      name: 'Mills',
      slug: 'mills',
      status: 'active',
      owners: [owner.userId],
    });
    expect(await ownOrganizations(owner)).toContainEqual(
      expect.objectContaining({ slug: 'mills', roles: ['owner'] }),
    );
    const changed = await call('PATCH', path, owner.token, { name: 'Steam mills', slug: 'steam' });
    expect(changed.body).toMatchObject({ name: 'Steam mills', slug: 'steam' });
    await waitFor('the slug is free', async () => {
      const { status } = await call('POST', '/auth/organizations', other.token, { name: 'M', slug: 'mills' });
      return status === 201;
    });
  });

  test('a slug that is taken and names that mislead are refused (ORG-1, ORG-23)', async () => {
    const create = async (body: object) =>
      refusal(await call('POST', '/auth/organizations', other.token, body));
    expect(await create({ name: 'Engines', slug: 'ENGINES' })).toEqual([409, 'slug_taken']);
    for (const name of ['a\u0000b', '\u202eevil', 'x'.repeat(10_000), '\ud800', ' ', '\u200b'])
      expect(await create({ name })).toEqual([422, 'invalid_input']);
    for (const slug of ['a', '-a-', 'a b', 'ä', '../x'])
      expect(await create({ name: 'X', slug })).toEqual([422, 'invalid_input']);
  });

  test('its deletion ends its names, and the accounts of its members stay (ORG-21)', async () => {
    const path = await found(owner, { name: 'Short-lived', slug: 'short' });
    expect((await call('DELETE', path, owner.token)).status).toBe(200);
    expect(refusal(await call('GET', path, owner.token))).toEqual([404, 'unknown_organization']);
    expect(refusal(await call('GET', path, SERVICE_TOKEN))).toEqual([404, 'unknown_organization']);
    const again = async () =>
      (await call('POST', '/auth/organizations', owner.token, { name: 'Again', slug: 'short' })).status;
    await waitFor('the slug is free', async () => (await again()) === 201);
    const { body } = await call('GET', '/v1/events?types=OrganizationCreated&limit=200', SERVICE_TOKEN);
    expect(JSON.stringify(body)).not.toContain('Short-lived');
    expect((await call('GET', '/auth/me', owner.token)).status).toBe(200);
  });

  test('services found, list, suspend and resume organisations', async () => {
    const body = { name: 'Dyes', owner_id: owner.userId };
    const created = await call('POST', '/v1/organizations', SERVICE_TOKEN, body);
    expect(created.status).toBe(201);
    const path = `/v1/organizations/${String(created.body['id'])}`;
    const { items } = (await call('GET', '/v1/organizations?limit=200', SERVICE_TOKEN)).body;
    expect(items).toContainEqual(expect.objectContaining({ id: created.body['id'], name: 'Dyes' }));
    await call('POST', `${path}/suspend`, SERVICE_TOKEN, { reason: 'unpaid' });
    expect(refusal(await call('GET', path, owner.token))).toEqual([404, 'unknown_organization']);
    expect((await call('GET', path, SERVICE_TOKEN)).body).toMatchObject({ status: 'suspended' });
    await call('POST', `${path}/resume`, SERVICE_TOKEN, {});
    expect((await call('GET', path, owner.token)).status).toBe(200);
    expect(refusal(await call('POST', `${path}/suspend`, owner.token, {}))).toEqual([403, 'forbidden']);
  });
});

describe('tenants', () => {
  test('every route of an organisation answers a stranger as if the id were made up (ORG-2, RBAC-15)', async () => {
    const operations = (await listOperations(credence.url)).filter(({ template }) =>
      template.includes('{organization_id}'),
    );
    expect(operations.length).toBeGreaterThan(10);
    const [, , , id = ''] = first.split('/');
    for (const { method, template, operation } of operations) {
      const at = (organization: string) =>
        template
          .replace('{organization_id}', organization)
          .replace('{user_id}', owner.userId)
          .replace(/\{\w+\}/g, randomUUID());
      const send = async (organization: string) => {
        const headers = { 'x-tenant-id': id };
        const { status, body } = await credence.call(method, at(organization), {
          token: other.token,
          headers,
          ...(method !== 'GET' && { body: {} }),
        });
        return [operation.operationId, status, body.code];
      };
      const foreign = await send(id);
      expect(foreign).toEqual(await send(randomUUID()));
      expect([403, 404, 422]).toContain(foreign[1]);
    }
    expect((await call('GET', first, owner.token)).body).toMatchObject({
      owners: [owner.userId],
      name: 'Engines',
    });
  });

  test('an organisation in the body, the query or a header changes nothing (ORG-3, ADM-3)', async () => {
    const [, , , foreign = ''] = first.split('/');
    const named = await call('PATCH', second, other.token, { name: 'Mine', organization_id: foreign });
    expect(refusal(named)).toEqual([422, 'invalid_input']);
    const asked = await call('GET', `${second}?organization_id=${foreign}`, other.token);
    expect([asked.status, asked.body['id']]).not.toEqual([200, foreign]);
    const headers = { 'x-tenant-id': foreign, 'x-organization-id': foreign };
    const own = await credence.call('GET', second, { token: other.token, headers });
    expect([own.status, own.body['id']]).toEqual([200, second.split('/')[3]]);
  });

  test('a member of one organisation names nobody of another (ORG-2)', async () => {
    for (const path of [`${second}/members/${owner.userId}`, `${second}/members/${randomUUID()}`])
      expect(refusal(await call('GET', path, other.token))).toEqual([404, 'unknown_member']);
    expect(refusal(await call('PUT', `${second}/owners/${owner.userId}`, other.token))).toEqual([
      404,
      'unknown_member',
    ]);
  });
});

describe('members', () => {
  test('an owner sees the members, and a stranger no list', async () => {
    const { body } = await call('GET', `${first}/members`, owner.token);
    expect(body.items).toEqual([
      expect.objectContaining({ user_id: owner.userId, username: 'ada', owner: true, status: 'active' }),
    ]);
    expect((await call('GET', `${first}/members?role=owner`, owner.token)).body.items).toHaveLength(1);
    expect((await call('GET', `${first}/members?status=suspended`, owner.token)).body.items).toEqual([]);
    expect(refusal(await call('GET', `${first}/members?role=none`, owner.token))).toEqual([
      404,
      'unknown_role',
    ]);
  });

  test('the last owner cannot leave, be removed or demoted (ORG-6)', async () => {
    const [, , , id = ''] = first.split('/');
    const attempts = [
      call('DELETE', `/auth/organizations/${id}`, owner.token),
      call('DELETE', `${first}/members/${owner.userId}`, SERVICE_TOKEN),
      call('DELETE', `${first}/owners/${owner.userId}`, owner.token),
      call('POST', `${first}/members/${owner.userId}/suspend`, SERVICE_TOKEN, {}),
    ];
    for (const attempt of attempts) expect(refusal(await attempt)).toEqual([409, 'last_owner']);
  });

  test('a member is added, suspended, resumed, made an owner and removed, and is told by mail', async () => {
    const added = await createSignedInAccount(credence);
    const path = `${first}/members/${added.userId}`;
    expect((await call('PUT', path, SERVICE_TOKEN)).body).toMatchObject({ owner: false, status: 'active' });
    expect(refusal(await call('PUT', path, SERVICE_TOKEN))).toEqual([409, 'already_member']);
    expect((await call('GET', first, added.token)).status).toBe(200);
    expect(refusal(await call('PATCH', first, added.token, { name: 'Mine' }))).toEqual([403, 'forbidden']);
    await call('POST', `${path}/suspend`, owner.token, { reason: 'on leave' });
    expect(refusal(await call('GET', first, added.token))).toEqual([404, 'unknown_organization']);
    await call('POST', `${path}/resume`, owner.token, {});
    const promoted = await call('PUT', `${first}/owners/${added.userId}`, owner.token);
    expect(promoted.body).toMatchObject({ owner: true });
    expect((await call('DELETE', path, owner.token)).status).toBe(200);
    expect(refusal(await call('GET', first, added.token))).toEqual([404, 'unknown_organization']);
    const removed = await waitForMail(credence, added.email, 'Your membership of an organisation ended');
    expect(removed.text).toContain('Engines');
    expect(await listEventTypes(credence, added.userId)).toEqual(
      expect.arrayContaining(['MembershipStarted', 'OwnerAdded', 'MembershipEnded']),
    );
  });

  test('services list the organisations of a person, with the roles there', async () => {
    const added = await createSignedInAccount(credence);
    await call('PUT', `${first}/members/${added.userId}`, SERVICE_TOKEN);
    const path = `/v1/users/${added.userId}/organizations`;
    const { body } = await call('GET', path, SERVICE_TOKEN);
    expect(body).toMatchObject({ items: [{ slug: 'engines', roles: ['member'] }], next_cursor: null });
    expect(await ownOrganizations(added)).toEqual(body.items);
    expect(refusal(await call('GET', path, added.token))).toEqual([403, 'forbidden']);
    const unknown = `/v1/users/${randomUUID()}/organizations`;
    expect(refusal(await call('GET', unknown, SERVICE_TOKEN))).toEqual([404, 'unknown_user']);
  });

  test('a role of the organisation admits a member to its routes, and a retired one no more (RBAC-6)', async () => {
    const clerk = await createSignedInAccount(credence);
    const path = `${first}/members/${clerk.userId}`;
    await call('PUT', path, SERVICE_TOKEN);
    const role = { key: 'clerk', name: 'Clerk', permissions: ['organization:write'] };
    expect((await call('POST', `${first}/roles`, owner.token, role)).status).toBe(201);
    expect((await call('PUT', `${path}/roles/clerk`, owner.token)).body).toMatchObject({ roles: ['clerk'] });
    const rename = async (at: string) => (await call('PATCH', at, clerk.token, { name: 'Engines' })).status;
    expect([await rename(first), await rename(second)]).toEqual([200, 404]);
    const listed = await call('GET', `${first}/members?role=clerk`, owner.token);
    expect(listed.body.items).toEqual([expect.objectContaining({ user_id: clerk.userId })]);
    expect((await call('DELETE', `${first}/roles/clerk`, owner.token)).status).toBe(200);
    expect(await rename(first)).toBe(403);
    const { items } = (await call('GET', `${first}/roles`, owner.token)).body;
    expect(items.map(({ key }) => key)).toEqual(['owner', 'admin', 'member']);
    expect(refusal(await call('POST', `${second}/roles`, clerk.token, role))).toEqual([
      404,
      'unknown_organization',
    ]);
  });

  test('the preview of a changed or retired role writes nothing and equals the measured difference (RBAC-10)', async () => {
    const path = await found(owner, { name: 'Presses' });
    const define = async (key: string, permissions: readonly string[], inherits: readonly string[] = []) => {
      const role = { key, name: key, permissions, inherits };
      expect((await call('POST', `${path}/roles`, owner.token, role)).status).toBe(201);
    };
    await define('base', ['members:write', 'organization:write']);
    await define('heir', ['policy:read'], ['base']);
    await define('same', ['organization:write']);
    const people = await Promise.all([1, 2, 3].map(() => createSignedInAccount(credence)));
    const roles = [['base', 'same'], ['heir'], ['same']];
    for (const [i, { userId }] of people.entries()) {
      await call('PUT', `${path}/members/${userId}`, SERVICE_TOKEN);
      for (const key of roles[i] ?? [])
        await call('PUT', `${path}/members/${userId}/roles/${key}`, owner.token);
    }
    type Row = { readonly user_id: string; readonly permissions: readonly string[] };
    const measured = async (): Promise<Row[]> =>
      await Promise.all(
        people.map(async ({ userId }) => {
          const { body } = await call('GET', `${path}/members/${userId}`, owner.token);
          const { permissions } = body as unknown as { permissions: readonly { readonly key: string }[] };
          return { user_id: userId, permissions: permissions.map(({ key }) => key) };
        }),
      );
    const missing = (rows: readonly Row[], others: readonly Row[]) =>
      rows.flatMap(({ user_id, permissions }, i) => {
        const rest = permissions.filter((key) => others[i]?.permissions.includes(key) !== true).sort();
        return rest.length === 0 ? [] : [{ user_id, permissions: rest }];
      });
    const compare = async (method: string, role: string, body?: object) => {
      const at = `${path}/roles/${role}`;
      const before = await measured();
      const tried = await call(method, `${at}?dry_run=true`, owner.token, body);
      expect(await measured()).toEqual(before);
      expect((await call(method, at, owner.token, body)).status).toBe(200);
      const after = await measured();
      const difference = { gains: missing(after, before), losses: missing(before, after) };
      expect([tried.status, tried.body]).toEqual([200, { ...difference, next_cursor: null }]);
      return difference;
    };
    const changed = { name: 'base', permissions: ['members:write', 'policy:write'] };
    const { gains, losses } = await compare('PUT', 'base', changed);
    expect([gains.length, losses.length]).toEqual([2, 1]);
    expect((await compare('DELETE', 'base')).losses).toHaveLength(2);
    const [member] = people;
    const stranger = `${path}/roles/same?dry_run=true`;
    expect(refusal(await call('DELETE', stranger, other.token))).toEqual([404, 'unknown_organization']);
    expect(refusal(await call('DELETE', stranger, member?.token ?? ''))).toEqual([403, 'forbidden']);
  });

  test('the past of a member can be read, under the present name', async () => {
    const promoted = await createSignedInAccount(credence);
    const path = `${first}/members/${promoted.userId}`;
    const { headers: joined } = await call('PUT', path, SERVICE_TOKEN);
    const { headers } = await call('PUT', `${path}/roles/admin`, owner.token);
    await call('PATCH', '/auth/me', promoted.token, { username: 'newname' });
    await call('DELETE', `${path}/roles/admin`, owner.token);
    const at = async (point: string | null) =>
      await call('GET', `${path}?as_of=${encodeURIComponent(String(point))}`, owner.token);
    expect((await call('GET', path, owner.token)).body).toMatchObject({ roles: [] });
    const before = await at(headers.get('event-position'));
    expect(before.body).toMatchObject({ roles: ['admin'], username: 'newname' });
    expect(JSON.stringify(before.body)).toContain('"because":["admin","members:write"]');
    expect((await at(joined.get('event-position'))).body).toMatchObject({ roles: [] });
    expect(refusal(await at('2026-01-01T00:00:00Z'))).toEqual([404, 'unknown_organization']);
    expect(refusal(await at('tomorrow'))).toEqual([400, 'invalid_position']);
  });

  test('the erasure of a person ends the memberships of the person (ORG-22)', async () => {
    const leaving = await createSignedInAccount(credence);
    const path = await found(leaving, { name: 'Orphans' });
    await call('DELETE', `/v1/users/${leaving.userId}`, SERVICE_TOKEN, {});
    await waitFor('the member is gone', async () => {
      const { body } = await call('GET', `${path}/members`, SERVICE_TOKEN);
      return body.items.length === 0;
    });
    expect((await call('GET', path, SERVICE_TOKEN)).body).toMatchObject({ owners: [] });
  });
});

test('a service asks for decisions in an organisation, which know its roles, now and in the past (RBAC-12)', async () => {
  const clerk = await createSignedInAccount(credence);
  const id = first.replace('/v1/organizations/', '');
  const joined = await call('PUT', `${first}/members/${clerk.userId}`, SERVICE_TOKEN);
  const subject = { type: 'user', id: clerk.userId };
  const ask = async (resource: object, name: string, context = {}) => {
    const body = { subject, action: { name }, resource, context };
    return (await call('POST', '/access/v1/evaluation', SERVICE_TOKEN, body)).body;
  };
  const organization = { type: 'organization', id };
  const order = (organization_id: unknown) => ({ type: 'order', id: '1', properties: { organization_id } });
  await waitFor('the member counts', async () => {
    const { decision } = (await ask(organization, 'members:read')) as { decision?: boolean };
    return decision === true;
  });
  expect(await ask(order(id), 'members:read')).toEqual({
    decision: true,
    context: { because: ['member', 'members:read'] },
  });
  expect(await ask(order(id), 'members:write')).toMatchObject({ context: { reason: 'not_permitted' } });
  expect(await ask({ type: 'order', id: '1' }, 'members:read')).toMatchObject({ decision: false });
  for (const other of [order(randomUUID()), order(7), order(null), { type: 'organization', id: 'x' }])
    expect(await ask(other, 'members:read')).toMatchObject({ context: { reason: 'unknown_resource' } });
  const foreign = { type: 'organization', id: second.replace('/v1/organizations/', '') };
  expect(await ask(foreign, 'members:read')).toMatchObject({ context: { reason: 'not_permitted' } });
  const search = { subject, resource: organization };
  const { results } = (await call('POST', '/access/v1/search/action', SERVICE_TOKEN, search))
    .body as unknown as {
    results: unknown;
  };
  expect(results).toEqual([{ name: 'members:read' }, { name: 'organization:read' }]);
  await call('DELETE', `${first}/members/${clerk.userId}`, owner.token);
  await waitFor('the member is gone', async () => {
    const { decision } = (await ask(organization, 'members:read')) as { decision?: boolean };
    return decision === false;
  });
  const as_of = joined.headers.get('event-position');
  expect(await ask(organization, 'members:read', { as_of })).toMatchObject({ decision: true });
});

describe('tokens for an organisation', () => {
  const idOf = (path: string) => path.replace('/v1/organizations/', '');

  async function tokenFor(path: string, session: string): Promise<string> {
    const { status, body } = await call('POST', `/auth/organizations/${idOf(path)}/token`, session);
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'bearer', organization_id: idOf(path) });
    return body.access_token;
  }

  test('one session has tokens for two organisations at once, each of use there only (ORG-4, ORG-2)', async () => {
    const third = await found(owner, { name: 'Ropes' });
    const [engines, ropes] = [await tokenFor(first, owner.token), await tokenFor(third, owner.token)];
    expect((await call('GET', first, engines)).body).toMatchObject({ name: 'Engines' });
    expect((await call('GET', third, ropes)).body).toMatchObject({ name: 'Ropes' });
    const madeUp = await call('GET', `/v1/organizations/${randomUUID()}`, ropes);
    for (const answer of [await call('GET', first, ropes), await call('GET', third, engines), madeUp])
      expect(refusal(answer)).toEqual([404, 'unknown_organization']);
    const stranger = await call('POST', `/auth/organizations/${idOf(first)}/token`, other.token);
    expect(refusal(stranger)).toEqual([404, 'unknown_organization']);
  });

  test('it opens no route of the account and none of the whole service', async () => {
    const token = await tokenFor(first, owner.token);
    const paths = ['/auth/me', '/auth/organizations', '/auth/access', '/v1/organizations', '/v1/users'];
    for (const path of paths)
      expect([path, ...refusal(await call('GET', path, token))]).toEqual([path, 401, 'unauthenticated']);
    const again = await call('POST', `/auth/organizations/${idOf(first)}/token`, token);
    expect(refusal(again)).toEqual([401, 'unauthenticated']);
  });

  test('an introspection names the organisation, and after a sign-out there it is over within a second (ORG-5)', async () => {
    const added = await createSignedInAccount(credence);
    const member = `${first}/members/${added.userId}`;
    await call('PUT', member, SERVICE_TOKEN);
    const token = await tokenFor(first, added.token);
    const introspect = async (at: string) =>
      (
        await credence.call('POST', '/oauth2/introspect', {
          token: SERVICE_TOKEN,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ token: at }).toString(),
        })
      ).body;
    expect(await introspect(token)).toMatchObject({
      active: true,
      sub: added.userId,
      org_id: idOf(first),
      roles: ['member'],
    });
    await call('POST', `${member}/sign-out`, owner.token);
    const end = Date.now() + 1000;
    expect(await introspect(token)).toEqual({ active: false });
    while ((await call('GET', first, token)).status !== 401) expect(Date.now()).toBeLessThan(end);
    const explained = await call('POST', '/v1/tokens/explain', SERVICE_TOKEN, { token });
    expect(explained.body).toMatchObject({
      accepted: false,
      reasons: [{ code: 'organization_access_ended', event: null }],
    });
    expect((await call('GET', '/auth/me', added.token)).status).toBe(200);
    expect((await call('GET', first, await tokenFor(first, added.token))).status).toBe(200);
  });

  test('it ends with its session', async () => {
    const leaving = await createSignedInAccount(credence);
    const path = await found(leaving, { name: 'Sails' });
    const token = await tokenFor(path, leaving.token);
    await call('POST', '/auth/logout', leaving.token, {});
    await waitFor('the session is over', async () => (await call('GET', path, token)).status === 401);
  });
});

describe('the policy of an organisation', () => {
  const NOTHING = { require_mfa: false, max_session_age_s: null, token_ttl_s: null };
  const tokenOf = (path: string, session: string) =>
    call('POST', `/auth/organizations/${path.replace('/v1/organizations/', '')}/token`, session);

  test('refuses its tokens and its routes to a weaker session, and no other organisation (ORG-16)', async () => {
    const [strict, lenient] = [await found(owner, { name: 'Banks' }), await found(owner, { name: 'Parks' })];
    expect((await call('GET', `${strict}/policy`, owner.token)).body).toEqual(NOTHING);
    const token = (await tokenOf(strict, owner.token)).body.access_token;
    expect((await call('GET', strict, token)).status).toBe(200);

    const policy = { ...NOTHING, require_mfa: true, max_session_age_s: 3600 };
    const set = await call('PUT', `${strict}/policy`, owner.token, policy);
    expect([set.status, set.body]).toEqual([200, policy]);
    const end = Date.now() + 1000;
    while ((await call('GET', strict, token)).status !== 401) expect(Date.now()).toBeLessThan(end);

    for (const answer of [await tokenOf(strict, owner.token), await call('GET', strict, owner.token)]) {
      expect(refusal(answer)).toEqual([403, 'step_up_required']);
      expect(answer.body).toMatchObject({ acr_values: 'aal2', max_age: 3600 });
      const challenge = answer.headers.get('www-authenticate');
      expect(challenge).toContain('error="insufficient_user_authentication"');
      expect(challenge).toContain('acr_values="aal2", max_age="3600"');
    }
    expect((await tokenOf(lenient, owner.token)).status).toBe(200);
    expect((await call('GET', '/auth/me', owner.token)).status).toBe(200);

    expect((await call('PUT', `${strict}/policy`, SERVICE_TOKEN, NOTHING)).status).toBe(200);
    await waitFor('the session is enough', async () => (await tokenOf(strict, owner.token)).status === 200);
  });

  test('shortens the life of its tokens, and refuses bad input', async () => {
    const path = await found(owner, { name: 'Docks' });
    await call('PUT', `${path}/policy`, owner.token, { ...NOTHING, token_ttl_s: 60 });
    await waitFor('the life is short', async () =>
      JSON.stringify((await tokenOf(path, owner.token)).body).includes('"expires_in":60,'),
    );
    for (const bad of [{ token_ttl_s: 59 }, { max_session_age_s: 1 }, { require_mfa: 'yes' }, { ways: [] }])
      expect(refusal(await call('PUT', `${path}/policy`, owner.token, { ...NOTHING, ...bad }))).toEqual([
        422,
        'invalid_input',
      ]);
  });

  test('a preview writes nothing and equals the measured difference (RBAC-10)', async () => {
    const path = await found(owner, { name: 'Vaults' });
    const [one, strong, mixed] = await Promise.all([1, 2, 3].map(() => createSignedInAccount(credence)));
    if (one === undefined || strong === undefined || mixed === undefined) throw new Error('Too few.');
    for (const { userId } of [one, strong, mixed])
      await call('PUT', `${path}/members/${userId}`, SERVICE_TOKEN);
    const again = (await signIn(credence, one.email)).body.access_token;
    const weak = (await signIn(credence, mixed.email)).body.access_token;
    for (const { token } of [strong, mixed]) await addApp(token);
    const sessions = [
      { person: owner.userId, token: owner.token },
      { person: one.userId, token: one.token },
      { person: one.userId, token: again },
      { person: strong.userId, token: strong.token },
      { person: mixed.userId, token: mixed.token },
      { person: mixed.userId, token: weak },
    ];
    const admitted = async () => {
      const answers = await Promise.all(
        sessions.map(async (session) => ({
          ...session,
          status: (await tokenOf(path, session.token)).status,
        })),
      );
      return answers.filter(({ status }) => status === 200);
    };
    const peopleIn = (found: readonly { readonly person: string }[]) =>
      new Set(found.map(({ person }) => person));
    const preview = async (policy: object, by = SERVICE_TOKEN) =>
      call('PUT', `${path}/policy?dry_run=true`, by, policy);
    const strict = { ...NOTHING, require_mfa: true, token_ttl_s: 600 };

    expect(refusal(await preview(strict, one.token))).toEqual([403, 'forbidden']);
    expect(refusal(await preview({ require_mfa: true }))).toEqual([422, 'invalid_input']);
    const before = await admitted();
    const tried = await preview(strict);
    expect((await call('GET', `${path}/policy`, SERVICE_TOKEN)).body).toEqual(NOTHING);
    expect(await admitted()).toEqual(before);
    await call('PUT', `${path}/policy`, SERVICE_TOKEN, strict);
    await waitFor('the policy holds', async () => (await admitted()).length < before.length);
    const after = await admitted();
    const lost = [...peopleIn(before)].filter((person) => !peopleIn(after).has(person));
    expect(lost).toHaveLength(2);
    const { losses, ...rest } = tried.body as unknown as { losses: { user_id: string }[] };
    expect(new Set(losses.map(({ user_id }) => user_id))).toEqual(new Set(lost));
    expect(rest).toEqual({ gains: [], refused_sessions: before.length - after.length, next_cursor: null });

    const lifted = (await preview(NOTHING)).body as unknown as { gains: { user_id: string }[] };
    expect(lifted).toMatchObject({ losses: [], refused_sessions: 0 });
    expect(new Set(lifted.gains.map(({ user_id }) => user_id))).toEqual(new Set(lost));
  });

  test('a member with the permission but not that of an admin sets none (RBAC-3)', async () => {
    const path = await found(owner, { name: 'Yards' });
    const clerk = await createSignedInAccount(credence);
    const role = { key: 'clerk', name: 'Clerk', permissions: ['policy:write'] };
    const { body } = await call('POST', `${path}/roles`, owner.token, role);
    await call('PUT', `${path}/members/${clerk.userId}`, SERVICE_TOKEN);
    await call('PUT', `${path}/members/${clerk.userId}/roles/${String(body['id'])}`, owner.token);
    const answer = await call('PUT', `${path}/policy`, clerk.token, NOTHING);
    expect(refusal(answer)).toEqual([403, 'exceeds_own_permissions']);
  });
});

describe('ten roles at once, one of them too strong (RBAC-5)', () => {
  test('an invitation, a role and a key with them are refused, and nothing of them is given', async () => {
    const path = await found(owner, { name: 'Forges' });
    const clerk = await createSignedInAccount(credence);
    await call('PUT', `${path}/members/${clerk.userId}`, SERVICE_TOKEN);
    const define = async (key: string, permissions: readonly string[]) =>
      (await call('POST', `${path}/roles`, owner.token, { key, name: key, permissions })).status;
    const own = ['roles:assign', 'roles:write', 'members:invite', 'members:read', 'api_keys:write'];
    expect(await define('clerk', own)).toBe(201);
    await call('PUT', `${path}/members/${clerk.userId}/roles/clerk`, owner.token);
    const weak = Array.from({ length: 9 }, (_, i) => `weak-${String(i)}`);
    for (const key of weak) expect(await define(key, ['members:read'])).toBe(201);
    expect(await define('strong', ['members:write'])).toBe(201);
    const ten = [...weak.slice(0, 5), 'strong', ...weak.slice(5)];

    const refused = [403, 'exceeds_own_permissions'];
    const invitee = await createSignedInAccount(credence);
    const invite = (role_ids: readonly string[]) =>
      call('POST', `${path}/invitations`, clerk.token, { email: invitee.email, role_ids });
    expect(refusal(await invite(ten))).toEqual(refused);
    expect((await call('GET', `${path}/invitations`, owner.token)).body.items).toEqual([]);
    expect((await call('GET', '/auth/invitations', invitee.token)).body.items).toEqual([]);

    const heir = { key: 'heir', name: 'Heir', permissions: [], inherits: ten };
    expect(refusal(await call('POST', `${path}/roles`, clerk.token, heir))).toEqual(refused);
    expect((await call('GET', `${path}/roles/heir`, owner.token)).status).toBe(404);
    const key = { name: 'tool', scopes: ['members:read', 'members:write'] };
    expect((await call('POST', `${path}/api-keys`, clerk.token, key)).status).toBe(403);
    expect((await call('GET', `${path}/api-keys`, owner.token)).body.items).toEqual([]);

    const sent = await invite(weak);
    expect(sent.status).toBe(201);
    const accept = `/auth/invitations/${String(sent.body['id'])}/accept`;
    expect((await call('POST', accept, invitee.token)).body).toMatchObject({ roles: ['member', ...weak] });
  });
});

describe('invitations', () => {
  const invite = async (email: string, more: object = {}) =>
    call('POST', `${first}/invitations`, owner.token, { email, ...more });
  const invitationsOf = async ({ token }: SignedInAccount) =>
    (await call('GET', '/auth/invitations', token)).body.items;

  test('a fresh account sees the invitation of its verified address, and accepts it (ORG-9)', async () => {
    const email = `invited-${randomUUID()}@example.com`;
    const sent = await invite(email, { role_ids: ['admin'] });
    expect([sent.status, sent.body['email'], sent.body['status']]).toEqual([201, email, 'open']);
    const listed = await call('GET', `${first}/invitations`, owner.token);
    expect(listed.body.items).toContainEqual(sent.body);
    const invitee = await createSignedInAccount(credence, { email });
    expect(await invitationsOf(invitee)).toEqual([
      expect.objectContaining({ id: sent.body['id'], organization_name: 'Engines' }),
    ]);
    const path = `/auth/invitations/${String(sent.body['id'])}`;
    expect(refusal(await call('POST', `${path}/accept`, other.token))).toEqual([410, 'link_used']);
    const accepted = await call('POST', `${path}/accept`, invitee.token);
    expect(accepted.body).toMatchObject({ name: 'Engines', roles: ['member', 'admin'] });
    expect(refusal(await call('POST', `${path}/accept`, invitee.token))).toEqual([410, 'link_used']);
    expect(await invitationsOf(invitee)).toEqual([]);
    expect(refusal(await invite(email))).toEqual([409, 'already_member']);
    expect(await listEventTypes(credence, invitee.userId)).toEqual(
      expect.arrayContaining(['InvitationAccepted', 'MembershipStarted']),
    );
  });

  test('a revoked or declined invitation is gone, and the address can be invited again (ORG-7)', async () => {
    const invitee = await createSignedInAccount(credence);
    const { body } = await invite(invitee.email);
    const path = `invitations/${String(body['id'])}`;
    expect(refusal(await call('DELETE', `${second}/${path}`, other.token))).toEqual([
      404,
      'unknown_invitation',
    ]);
    expect((await call('DELETE', `${first}/${path}`, owner.token)).status).toBe(200);
    expect(await invitationsOf(invitee)).toEqual([]);
    expect((await invite(invitee.email)).body['id']).toBe(body['id']);
    expect((await call('POST', `/auth/${path}/decline`, invitee.token)).status).toBe(200);
    expect(await invitationsOf(invitee)).toEqual([]);
  });

  test('the erasure of a person ends the invitations of the address, and hides it (ORG-22)', async () => {
    const invitee = await createSignedInAccount(credence);
    const { body } = await invite(invitee.email);
    await call('DELETE', `/v1/users/${invitee.userId}`, SERVICE_TOKEN, {});
    await waitFor('the invitation is gone', async () => {
      const { items } = (await call('GET', `${first}/invitations?limit=200`, owner.token)).body;
      return !JSON.stringify(items).includes(String(body['id']));
    });
  });

  test('the deletion of an organisation ends its invitations (ORG-21)', async () => {
    const path = await found(owner, { name: 'Kilns' });
    const invitee = await createSignedInAccount(credence);
    await call('POST', `${path}/invitations`, owner.token, { email: invitee.email });
    expect(await invitationsOf(invitee)).toHaveLength(1);
    expect((await call('DELETE', path, owner.token)).status).toBe(200);
    expect(await invitationsOf(invitee)).toEqual([]);
  });
});
