import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ALL_PERMISSIONS, ORGANIZATION_PERMISSIONS } from '../../../src/domain/permissions.js';
import { createSignedInAccount } from '../../support/clients/accounts.js';
import { listOperations } from '../../support/openapi/documented-operations.js';
import type { DocumentedOperation } from '../../support/openapi/documented-operations.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

let stores: TestStores;
let credence: Credence;
/** An organisation of a stranger. */
let organizationId: string;
let guarded: readonly (DocumentedOperation & { readonly permission: string })[];

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, RATE_LIMITS: 'credential.source=999999/1s' });
  const founder = await createSignedInAccount(credence);
  const named = { token: founder.token, body: { name: 'Engines' } };
  organizationId = String((await credence.call('POST', '/auth/organizations', named)).body['id']);
  guarded = (await listOperations(credence.url)).flatMap((operation) => {
    const permission = operation.operation['x-permission'];
    return permission === undefined ? [] : [{ ...operation, permission }];
  });
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

/** Creates an API key with these scopes, and returns its secret. */
async function createKey(scopes: readonly string[]): Promise<string> {
  const body = { name: 'matrix', scopes };
  const answer = await credence.call('POST', '/v1/api-keys', { token: SERVICE_TOKEN, body });
  return (answer.body as unknown as { key: string }).key;
}

/**
 * Sends a request that is refused behind the authorization, so that an admitted one changes nothing.
 *
 * @returns the status of a refused caller, or `admitted`
 */
async function attempt(
  { method, template }: DocumentedOperation,
  token?: string,
  organization = organizationId,
): Promise<number | string> {
  const path = template.replace('{organization_id}', organization).replaceAll(/\{\w+\}/g, () => randomUUID());
  const headers = { 'idempotency-key': 'not a key' };
  const { status, body } = await credence.call(method, `${path}?not_a_parameter=1`, {
    headers,
    ...(token !== undefined && { token }),
  });
  const isRefused = status === 401 || status === 403 || body.code === 'unknown_organization';
  return isRefused ? status : 'admitted';
}

test('every route under /v1 and /access names the permission that it needs (RBAC-15)', async () => {
  const named = new Set(guarded.map(({ method, template }) => `${method} ${template}`));
  const underV1 = (await listOperations(credence.url)).filter(({ template }) =>
    /^\/(v1|access)\//.test(template),
  );
  expect(underV1.length).toBeGreaterThan(30);
  const open = underV1.filter(({ method, template }) => !named.has(`${method} ${template}`));
  // Its secret is its permission.
  expect(open.map(({ operation }) => operation.operationId)).toEqual(['bootstrapAdministrator']);
  expect(guarded.filter(({ permission }) => !ALL_PERMISSIONS.some((known) => known === permission))).toEqual(
    [],
  );
});

test('every guarded route refuses strangers, people without a role, and keys with all other permissions (RBAC-15, ADM-4)', async () => {
  const { token } = await createSignedInAccount(credence);
  const keyWithout = new Map<string, string>();
  for (const { permission } of guarded) {
    if (keyWithout.has(permission)) continue;
    keyWithout.set(permission, await createKey(ALL_PERMISSIONS.filter((other) => other !== permission)));
  }
  const outcomes: unknown[] = [];
  for (const operation of guarded) {
    outcomes.push([
      operation.operation.operationId,
      await attempt(operation),
      await attempt(operation, token),
      await attempt(operation, keyWithout.get(operation.permission)),
    ]);
  }
  expect(outcomes).toEqual(
    guarded.map(({ operation }) => [operation.operationId, 401, refusedTo(operation), 403]),
  );
});

test('every guarded route admits the service token, and a key with its permission alone (RBAC-15)', async () => {
  const outcomes: unknown[] = [];
  for (const operation of guarded) {
    const key = await createKey([operation.permission]);
    outcomes.push([await attempt(operation, SERVICE_TOKEN), await attempt(operation, key)]);
  }
  expect(outcomes).toEqual(guarded.map(() => ['admitted', 'admitted']));
});

test('every guarded route admits a person with a role of its permission alone, and no person with all others (RBAC-15)', async () => {
  const roles = ['only', 'others'] as const;
  const tokens = [];
  for (const key of roles) {
    const { userId, token } = await createSignedInAccount(credence);
    await asService('POST', '/v1/roles', { key, name: key, permissions: [] });
    await asService('PUT', `/v1/users/${userId}/roles/${key}`, {});
    tokens.push(token);
  }
  const outcomes: [DocumentedOperation, (number | string)[]][] = [];
  for (const permission of new Set(guarded.map((operation) => operation.permission))) {
    const others = ALL_PERMISSIONS.filter((other) => other !== permission);
    await asService('PUT', '/v1/roles/only', { name: 'only', permissions: [permission] });
    await asService('PUT', '/v1/roles/others', { name: 'others', permissions: others });
    for (const operation of guarded.filter((one) => one.permission === permission))
      outcomes.push([operation, await Promise.all(tokens.map((token) => attempt(operation, token)))]);
  }
  const named = outcomes.map(([one, statuses]) => [one.operation.operationId, ...statuses]);
  expect(named).toEqual(
    outcomes.map(([{ operation }]) => [operation.operationId, 'admitted', refusedTo(operation)]),
  );
  expect(outcomes).toHaveLength(guarded.length);
});

test('the key of an organisation opens the routes of that organisation, and no other route (ORG-18, ORG-2)', async () => {
  const body = { name: 'matrix', scopes: ORGANIZATION_PERMISSIONS };
  const created = await credence.call('POST', `/v1/organizations/${organizationId}/api-keys`, {
    token: SERVICE_TOKEN,
    body,
  });
  const { key } = created.body as unknown as { key: string };
  const isHeld = (permission: string) => ORGANIZATION_PERMISSIONS.some((held) => held === permission);
  const outcomes: unknown[] = [];
  for (const operation of guarded)
    outcomes.push([
      operation.operation.operationId,
      await attempt(operation, key),
      await attempt(operation, key, randomUUID()),
    ]);
  expect(outcomes).toEqual(
    guarded.map((operation) => {
      const isOfMembers = refusedTo(operation.operation) === 404;
      const own = isOfMembers && isHeld(operation.permission) ? 'admitted' : 403;
      return [operation.operation.operationId, own, isOfMembers ? 404 : 403];
    }),
  );
});

/** Returns the status for a person without the permission: members of no organisation do not learn which ones exist. */
function refusedTo({ security }: DocumentedOperation['operation']): number {
  return security?.some((way) => 'user' in way) === true ? 404 : 403;
}

async function asService(method: string, path: string, body: object): Promise<void> {
  const { status } = await credence.call(method, path, { token: SERVICE_TOKEN, body });
  expect(status).toBeLessThan(300);
}
