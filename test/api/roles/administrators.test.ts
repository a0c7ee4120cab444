import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSignedInAccount } from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import { listEventTypes } from '../../support/clients/admin-api.js';
import { refusal } from '../../support/clients/refusals.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { runCli } from '../../support/server/cli.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const BOOTSTRAP_SECRET = 'n5Yw0Rx3As8Uo2Ld9Mq6Ie4Gt7Hk1CbZ';

let stores: TestStores;
let credence: Credence;
/** Another process, which admits only sessions with a second factor. */
let strict: Credence;
let admin: SignedInAccount;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, BOOTSTRAP_SECRET });
  const environment = {
    ...stores.environment,
    PUBLIC_URL: credence.url,
    MFA_ADMINS: 'required',
    BOOTSTRAP_SECRET,
  };
  strict = await startCredence(environment, { role: 'api' });
  admin = await createSignedInAccount(credence);
});

afterAll(async () => {
  await Promise.all([credence.stop(), strict.stop()]);
  await stores.dispose();
});

async function call(method: string, path: string, token: string, body?: unknown): Promise<Answer> {
  return await credence.call(method, path, { token, ...(body !== undefined && { body }) });
}

async function bootstrap(token: string, secret = BOOTSTRAP_SECRET): Promise<unknown> {
  const answer = await call('POST', '/v1/administrators/bootstrap', token, { secret });
  return answer.status === 200 ? 200 : refusal(answer);
}

/** Creates a person with a new role of these permissions. */
async function createHelper(key: string, permissions: readonly string[]): Promise<SignedInAccount> {
  const helper = await createSignedInAccount(credence);
  await call('POST', '/v1/roles', admin.token, { key, name: key, permissions });
  expect((await call('PUT', `/v1/users/${helper.userId}/roles/${key}`, admin.token, {})).status).toBe(200);
  return helper;
}

describe('the first administrator', () => {
  test('the bootstrap secret makes exactly one administrator, of twenty attempts at once (RBAC-14, REG-9)', async () => {
    const refused = [403, 'invalid_bootstrap_secret'];
    expect(await bootstrap(admin.token, 'a wrong secret')).toEqual(refused);
    expect(refusal(await call('GET', '/v1/users', admin.token))).toEqual([403, 'forbidden']);
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => bootstrap(admin.token)));
    expect(outcomes.filter((outcome) => outcome === 200)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome !== 200)).toEqual(Array.from({ length: 19 }, () => refused));
    const late = await createSignedInAccount(credence);
    expect(await bootstrap(late.token)).toEqual(refused);
    // Another process with the secret behaves like this one after a restart.
    const body = { secret: BOOTSTRAP_SECRET };
    const again = await strict.call('POST', '/v1/administrators/bootstrap', { token: late.token, body });
    expect(refusal(again)).toEqual(refused);
  });

  test('an administrator calls the routes of services, and events name the person (RBAC-16)', async () => {
    expect((await call('GET', '/v1/users', admin.token)).status).toBe(200);
    const { userId } = await createSignedInAccount(credence);
    const deactivate = `/v1/users/${userId}/deactivate`;
    expect((await call('POST', deactivate, admin.token, { reason: 'asked' })).status).toBe(200);
    const { body } = await call('GET', `/v1/users/${userId}/events?limit=200`, SERVICE_TOKEN);
    expect(body.items.find(({ type }) => type === 'UserDeactivated')).toMatchObject({
      actor: `user:${admin.userId}`,
    });
    expect(await listEventTypes(credence, admin.userId)).toContain('AdministratorBootstrapped');
  });

  test('without a second factor, an administrator is asked for one where the deployment requires it', async () => {
    const answer = await strict.call('GET', '/v1/users', { token: admin.token });
    expect(refusal(answer)).toEqual([403, 'reauthentication_required']);
    expect(answer.headers.get('www-authenticate')).toContain('acr_values="aal2"');
  });

  test('the API cannot remove the last administrator (RBAC-17)', async () => {
    const own = `/v1/users/${admin.userId}/roles/administrator`;
    for (const token of [admin.token, SERVICE_TOKEN])
      expect(refusal(await call('DELETE', own, token))).toEqual([409, 'last_administrator']);
    for (const [method, path] of [
      ['DELETE', '/auth/me'],
      ['DELETE', `/v1/users/${admin.userId}`],
      ['POST', `/v1/users/${admin.userId}/deactivate`],
    ] as const)
      expect(refusal(await call(method, path, admin.token, {}))).toEqual([409, 'last_administrator']);
    expect((await call('GET', '/v1/users', admin.token)).status).toBe(200);
  });
});

describe('the server', () => {
  test('an operator makes an administrator from the command line, and others get a plain refusal', async () => {
    const { userId, token } = await createSignedInAccount(credence);
    const grant = async (id: string) => await runCli(['grant-administrator', id], { ...stores.environment });
    expect(await grant('ada')).toEqual({
      code: 1,
      output: 'credence: the argument must be the id of a user, a UUID\n',
    });
    expect(await grant(userId)).toMatchObject({ code: 0 });
    const list = async () => (await call('GET', '/v1/users', token)).status;
    await waitFor('the service admits the administrator', async () => (await list()) === 200, 2000);
  });
});

describe('people with roles', () => {
  test('a person has exactly the permissions of the own roles, with their reasons (RBAC-8)', async () => {
    const helper = await createHelper('reader', ['users:read']);
    expect((await call('GET', '/v1/users', helper.token)).status).toBe(200);
    expect(refusal(await call('GET', '/v1/roles', helper.token))).toEqual([403, 'forbidden']);
    expect((await call('GET', '/auth/access', helper.token)).body).toEqual({
      user_id: helper.userId,
      roles: ['reader'],
      permissions: [{ key: 'users:read', because: ['reader', 'users:read'] }],
    });
    const holders = await call('GET', '/v1/roles/reader/holders', admin.token);
    expect(holders.body.items).toMatchObject([
      { user_id: helper.userId, granted_by: `user:${admin.userId}` },
    ]);
  });

  test('nobody changes a person with permissions that the caller lacks (RBAC-4, ADM-4)', async () => {
    const helper = await createHelper('closer', ['users:write', 'mfa:write', 'mfa:reset_now']);
    const refused = [403, 'exceeds_own_permissions'];
    for (const path of ['deactivate', 'sign-out', 'mfa/demand', 'mfa/reset'])
      expect(refusal(await call('POST', `/v1/users/${admin.userId}/${path}`, helper.token, {}))).toEqual(
        refused,
      );
    const closed = await createHelper('closed', ['users:read']);
    await call('POST', `/v1/users/${closed.userId}/deactivate`, admin.token, {});
    expect(refusal(await call('POST', `/v1/users/${closed.userId}/reactivate`, helper.token, {}))).toEqual(
      refused,
    );
    const { userId } = await createSignedInAccount(credence);
    expect((await call('POST', `/v1/users/${userId}/sign-out`, helper.token, {})).status).toBe(200);
  });

  test('a taken role has no effect within a second, in every process (RBAC-6)', async () => {
    const helper = await createHelper('passing', ['users:read']);
    const list = async (by: Credence) =>
      (await by.call('GET', '/v1/users', { token: helper.token })).body.code;
    expect([await list(credence), await list(strict)]).toEqual([undefined, 'reauthentication_required']);
    await call('DELETE', `/v1/users/${helper.userId}/roles/passing`, admin.token, { reason: 'left' });
    expect(await list(credence)).toBe('forbidden');
    await waitFor('the other process refuses', async () => (await list(strict)) === 'forbidden', 1000);
  });

  test('a retired role has no effect within a second, in every process (RBAC-6)', async () => {
    const helper = await createHelper('retiring', ['users:read']);
    await call('DELETE', '/v1/roles/retiring', admin.token);
    expect(refusal(await call('GET', '/v1/users', helper.token))).toEqual([403, 'forbidden']);
    const refuses = async () =>
      (await strict.call('GET', '/v1/users', { token: helper.token })).body.code === 'forbidden';
    await waitFor('the other process refuses', refuses, 1000);
  });

  test('a token for an organisation is refused within a second of a removal, in every process (ORG-5)', async () => {
    const founder = await createSignedInAccount(credence);
    const member = await createSignedInAccount(credence);
    const { body } = await call('POST', '/auth/organizations', founder.token, { name: 'Engines' });
    const id = String(body['id']);
    const path = `/v1/organizations/${id}`;
    await call('PUT', `${path}/members/${member.userId}`, SERVICE_TOKEN);
    const issued = await call('POST', `/auth/organizations/${id}/token`, member.token);
    const read = async (by: Credence) =>
      (await by.call('GET', path, { token: issued.body.access_token })).status;
    await waitFor('both processes know the member', async () => (await read(strict)) === 200);
    expect(await read(credence)).toBe(200);
    await call('DELETE', `${path}/members/${member.userId}`, founder.token);
    expect(await read(credence)).toBe(401);
    await waitFor('the other process refuses', async () => (await read(strict)) === 401, 1000);
  });

  test('the past of the permissions of a person can be read (RBAC-9)', async () => {
    const helper = await createHelper('before', ['users:read']);
    const path = `/v1/users/${helper.userId}/access`;
    const { headers } = await call('DELETE', `/v1/users/${helper.userId}/roles/before`, admin.token, {});
    const { items } = (await call('GET', `/v1/users/${helper.userId}/events?limit=200`, admin.token)).body;
    const granted = items.find(({ type }) => type === 'GlobalRoleGranted');
    const position = String(granted?.['position']);
    expect((await call('GET', `${path}?as_of=${position}`, admin.token)).body).toMatchObject({
      roles: ['before'],
    });
    const after = headers.get('event-position') ?? '';
    expect((await call('GET', `${path}?as_of=${after}`, admin.token)).body).toMatchObject({
      permissions: [],
    });
  });
});

describe('previews', () => {
  test('a preview writes nothing, and equals the difference that the change then makes (RBAC-10)', async () => {
    const { userId } = await createHelper('moving', ['users:read', 'mfa:read']);
    const after = { name: 'moving', permissions: ['users:read', 'audit:read'] };
    const access = async () => (await call('GET', `/v1/users/${userId}/access`, admin.token)).body;
    const before = await access();
    const tried = await call('PUT', '/v1/roles/moving?dry_run=true', admin.token, after);
    expect(tried.body).toEqual({
      gains: [{ user_id: userId, permissions: ['audit:read'] }],
      losses: [{ user_id: userId, permissions: ['mfa:read'] }],
      next_cursor: null,
    });
    expect([tried.headers.get('event-position'), await access()]).toEqual([null, before]);
    await call('PUT', '/v1/roles/moving', admin.token, after);
    expect(JSON.stringify(await access())).toContain('audit:read');
    const retired = await call('DELETE', '/v1/roles/moving?dry_run=true', admin.token);
    expect(retired.body).toMatchObject({
      gains: [],
      losses: [{ user_id: userId, permissions: ['audit:read', 'users:read'] }],
    });
    expect((await call('GET', '/v1/roles/moving', admin.token)).status).toBe(200);
  });
});

describe('API keys of people', () => {
  test('a key of a person has the scopes that the person still has (ORG-18, ADM-4)', async () => {
    const helper = await createHelper('keeper', ['users:read', 'api_keys:write']);
    const body = { name: 'tool', scopes: ['users:read'] };
    const created = await call('POST', '/v1/api-keys', helper.token, body);
    expect(created.body).toMatchObject({ created_by: `user:${helper.userId}` });
    const { key } = created.body as unknown as { key: string };
    expect((await call('GET', '/v1/users', key)).status).toBe(200);
    const stronger = { name: 'tool', scopes: ['users:write'] };
    expect(refusal(await call('POST', '/v1/api-keys', helper.token, stronger))).toEqual([
      403,
      'insufficient_scope',
    ]);
    await call('DELETE', `/v1/users/${helper.userId}/roles/keeper`, admin.token, {});
    expect(refusal(await call('GET', '/v1/users', key))).toEqual([403, 'insufficient_scope']);
  });
});

test('a person and the keys of that person rotate only these keys (ADM-4)', async () => {
  const helper = await createHelper('rotator', ['users:read', 'api_keys:write']);
  const create = async (token: string) => {
    const body = { name: 'tool', scopes: ['users:read', 'api_keys:write'] };
    return (await call('POST', '/v1/api-keys', token, body)).body as unknown as { id: string; key: string };
  };
  const own = await create(helper.token);
  const descendant = await create(own.key);
  const rotate = async (token: string, { id }: { id: string }) => {
    const answer = await call('POST', `/v1/api-keys/${id}/rotate`, token, {});
    return answer.status === 200 ? 200 : refusal(answer);
  };
  const others = [await create(SERVICE_TOKEN), await create(admin.token)];
  for (const token of [helper.token, own.key])
    for (const other of others) expect(await rotate(token, other)).toEqual([403, 'exceeds_own_permissions']);
  expect([await rotate(helper.token, descendant), await rotate(own.key, own)]).toEqual([200, 200]);
  expect(await rotate(SERVICE_TOKEN, own)).toBe(200);
});

test('the blast radius of an actor has the people and keys that it gave power, transitively', async () => {
  const mallory = await createHelper('mallory', ['users:read', 'roles:assign', 'api_keys:write']);
  const [bob, carol] = [await createSignedInAccount(credence), await createSignedInAccount(credence)];
  const give = async (by: string, to: SignedInAccount) => {
    expect((await call('PUT', `/v1/users/${to.userId}/roles/mallory`, by, {})).status).toBe(200);
  };
  const body = { name: 'tool', scopes: ['users:read', 'api_keys:write'] };
  const createKey = async (by: string) =>
    (await call('POST', '/v1/api-keys', by, body)).body as unknown as { id: string; key: string };
  await call('PATCH', '/auth/me', bob.token, { username: 'before the gift' });
  await give(mallory.token, bob);
  await give(bob.token, carol);
  await call('PATCH', '/auth/me', carol.token, { username: 'after the gift' });
  const first = await createKey(mallory.token);
  const second = await createKey(first.key);

  const read = async (query: string, by = admin.token) =>
    await call('GET', `/v1/access/blast-radius?${query}`, by);
  const actor = `user:${mallory.userId}`;
  const { body: radius } = await read(`actor=${actor}`);
  expect(radius).toMatchObject({ actor, complete: true });
  const { actors, gifts } = radius as unknown as {
    actors: { actor: string; events: Record<string, number> }[];
    gifts: { position: string; from: string; to: string }[];
  };
  expect(actors.map((reached) => reached.actor)).toEqual([
    actor,
    `user:${bob.userId}`,
    `user:${carol.userId}`,
    `api_key:${first.id}`,
    `api_key:${second.id}`,
  ]);
  // Bob renamed himself before the gift, and Carol after it.
  expect(actors.map(({ events }) => events['ProfileUpdated'] ?? 0)).toEqual([0, 0, 1, 0, 0]);
  expect(gifts.map(({ from, to }) => [from, to])).toEqual([
    [`api_key:${first.id}`, `api_key:${second.id}`],
    [actor, `api_key:${first.id}`],
    [`user:${bob.userId}`, `user:${carol.userId}`],
    [actor, `user:${bob.userId}`],
  ]);

  const since = gifts[1]?.position ?? '';
  expect((await read(`actor=${actor}&since=${since}`)).body).toMatchObject({ gifts: [] });
  expect(refusal(await read(`actor=${actor}&since=nowhere`))).toEqual([400, 'invalid_position']);
  expect((await read('')).status).toBe(422);
  expect(refusal(await read(`actor=${actor}`, mallory.token))).toEqual([403, 'forbidden']);
});

test('the blast radius of a person has the people who accepted an invitation of that person', async () => {
  const [inviter, first, second] = await Promise.all([1, 2, 3].map(() => createSignedInAccount(credence)));
  if (inviter === undefined || first === undefined || second === undefined) throw new Error('Too few.');
  const founded = await call('POST', '/auth/organizations', inviter.token, { name: 'Engines' });
  const path = `/v1/organizations/${String(founded.body['id'])}/invitations`;
  const invite = async (by: SignedInAccount, { email }: SignedInAccount, accepts: SignedInAccount | null) => {
    const { status, body } = await call('POST', path, by.token, { email, role_ids: ['admin'] });
    expect(status).toBe(201);
    if (accepts === null) return;
    const accept = `/auth/invitations/${String(body['id'])}/accept`;
    expect((await call('POST', accept, accepts.token)).status).toBe(200);
  };
  // The one that is accepted replaces the one before.
  await invite(inviter, first, null);
  await invite(inviter, first, first);
  await invite(first, second, second);
  await invite(second, { ...first, email: 'nobody@example.com' }, null);

  const actor = `user:${inviter.userId}`;
  const { body } = await call('GET', `/v1/access/blast-radius?actor=${actor}`, admin.token);
  const { actors, gifts } = body as unknown as {
    actors: { actor: string }[];
    gifts: { type: string; from: string; to: string }[];
  };
  const [one, other] = [`user:${first.userId}`, `user:${second.userId}`];
  expect(actors.map((reached) => reached.actor)).toEqual([actor, one, other]);
  expect(gifts.map(({ type, from, to }) => [type, from, to])).toEqual([
    ['InvitationSent', one, other],
    ['InvitationSent', actor, one],
  ]);
});

describe('decisions (RBAC-12)', () => {
  const resource = { type: 'order', id: '4711' };
  const ask = async (id: string, name: string, rest: object = {}) => {
    const body = { subject: { type: 'user', id }, action: { name }, resource, ...rest };
    return await call('POST', '/access/v1/evaluation', SERVICE_TOKEN, body);
  };

  test('a service asks for a permission of its own, and gets the reason', async () => {
    await call('PUT', '/v1/permissions/orders:refund', admin.token, { description: 'Refund an order' });
    const clerk = await createHelper('clerk', ['orders:refund']);
    expect((await ask(clerk.userId, 'orders:refund')).body).toEqual({
      decision: true,
      context: { because: ['clerk', 'orders:refund'] },
    });
    expect((await ask(clerk.userId, 'users:read')).body).toMatchObject({
      context: { reason: 'not_permitted' },
    });
    const search = { subject: { type: 'user' }, action: { name: 'orders:refund' }, resource };
    const { body } = await call('POST', '/access/v1/search/subject', SERVICE_TOKEN, search);
    expect(body).toMatchObject({ page: { next_token: '' } });
    expect(JSON.stringify(body)).toContain(clerk.userId);
    const actions = { subject: { type: 'user', id: clerk.userId }, resource };
    expect((await call('POST', '/access/v1/search/action', SERVICE_TOKEN, actions)).body).toEqual({
      results: [{ name: 'orders:refund' }],
    });
  });

  test('an unknown subject, type or action has the decision false', async () => {
    const unknown = [
      await ask('nobody', 'users:read'),
      await ask('0b9f7d2e-5c1a-4e8b-9a63-2f4d1c7e8a90', 'users:read'),
      await ask(admin.userId, 'moon:land'),
      await ask(admin.userId, 'users:read', { subject: { type: 'robot', id: admin.userId } }),
      await ask('4711', 'users:read', { subject: { type: 'api_key', id: '4711' } }),
    ];
    expect(unknown.map(({ status, body }) => [status, 'decision' in body && body.decision])).toEqual(
      unknown.map(() => [200, false]),
    );
  });

  test('a request has at most a thousand decisions, and its id returns', async () => {
    const subject = { type: 'user', id: admin.userId };
    const send = async (many: number) => {
      const body = { subject, resource, evaluations: Array(many).fill({ action: { name: 'users:read' } }) };
      const headers = { 'x-request-id': `many-${many}` };
      return await credence.call('POST', '/access/v1/evaluations', { token: SERVICE_TOKEN, body, headers });
    };
    const most = await send(1000);
    expect((most.body as unknown as { evaluations: unknown[] }).evaluations).toHaveLength(1000);
    expect(most.headers.get('x-request-id')).toBe('many-1000');
    expect(refusal(await send(1001))).toEqual([422, 'invalid_input']);
  });

  test('several decisions have defaults, and can end at the first that differs', async () => {
    const body = {
      subject: { type: 'user', id: admin.userId },
      resource,
      evaluations: ['users:read', 'moon:land', 'users:write'].map((name) => ({ action: { name } })),
    };
    const decisions = async (options?: object) => {
      const answer = await call('POST', '/access/v1/evaluations', SERVICE_TOKEN, { ...body, ...options });
      const { evaluations } = answer.body as unknown as { evaluations: { decision: boolean }[] };
      return evaluations.map(({ decision }) => decision);
    };
    expect(await decisions()).toEqual([true, false, true]);
    const denying = { options: { evaluations_semantic: 'deny_on_first_deny' } };
    expect(await decisions(denying)).toEqual([true, false]);
    const { subject, ...without } = body;
    const refused = await call('POST', '/access/v1/evaluations', SERVICE_TOKEN, without);
    expect([subject.type, ...refusal(refused)]).toEqual(['user', 422, 'invalid_input']);
  });

  test('a request without evaluations is for one decision (AuthZEN §7.1)', async () => {
    const one = { subject: { type: 'user', id: admin.userId }, action: { name: 'users:read' }, resource };
    const path = '/access/v1/evaluations';
    const expected = (await ask(admin.userId, 'users:read')).body;
    for (const body of [one, { ...one, evaluations: [] }])
      expect((await call('POST', path, SERVICE_TOKEN, body)).body).toEqual(expected);
    const { resource: left, ...without } = one;
    const refused = await call('POST', path, SERVICE_TOKEN, { ...without, evaluations: [] });
    expect([left, ...refusal(refused)]).toEqual([resource, 422, 'invalid_input']);
  });

  test('a decision sees the change whose position it names, in every process, and the past (RBAC-7, RBAC-9)', async () => {
    const clerk = await createHelper('late', ['users:read']);
    const path = `/v1/users/${clerk.userId}/roles/late`;
    const taken = await call('DELETE', path, admin.token, {});
    const headers = { 'event-position': taken.headers.get('event-position') ?? '' };
    const body = { subject: { type: 'user', id: clerk.userId }, action: { name: 'users:read' }, resource };
    for (const by of [credence, strict]) {
      const answer = await by.call('POST', '/access/v1/evaluation', { token: SERVICE_TOKEN, body, headers });
      expect(answer.body).toMatchObject({ decision: false });
    }
    const { items } = (await call('GET', `/v1/users/${clerk.userId}/events?limit=200`, admin.token)).body;
    const granted = items.find(({ type }) => type === 'GlobalRoleGranted');
    const past = { context: { as_of: String(granted?.['position']) } };
    expect((await ask(clerk.userId, 'users:read', past)).body).toMatchObject({ decision: true });
  });

  test('the permission of a caller is checked at the position that the request names, in every process (RBAC-7)', async () => {
    const { token, userId } = await createSignedInAccount(credence);
    await call('POST', '/v1/roles', admin.token, { key: 'seen', name: 'seen', permissions: ['users:read'] });
    expect(refusal(await strict.call('GET', '/v1/users', { token }))).toEqual([403, 'forbidden']);
    const given = await call('PUT', `/v1/users/${userId}/roles/seen`, admin.token, {});
    const headers = { 'event-position': given.headers.get('event-position') ?? '' };
    const answer = await strict.call('GET', '/v1/users', { token, headers });
    expect(refusal(answer)).toEqual([403, 'reauthentication_required']);
  });

  test('nobody learns about others without the permission (RBAC-13)', async () => {
    const { token } = await createSignedInAccount(credence);
    const body = { subject: { type: 'user', id: admin.userId }, action: { name: 'users:read' }, resource };
    for (const path of ['evaluation', 'evaluations', 'search/subject', 'search/action'])
      expect(refusal(await call('POST', `/access/v1/${path}`, token, body))).toEqual([403, 'forbidden']);
    const found = await credence.call('GET', '/.well-known/authzen-configuration');
    expect(found.body).toMatchObject({ access_evaluation_endpoint: `${credence.url}/access/v1/evaluation` });
  });
});

test('wrong bootstrap secrets are limited (RBAC-14)', async () => {
  const { token } = await createSignedInAccount(credence);
  // Outside of production the limit by source is ten times as high.
  const outcomes = await Promise.all(Array.from({ length: 120 }, () => bootstrap(token, 'a wrong secret')));
  expect(outcomes).toContainEqual([429, 'rate_limited']);
});
