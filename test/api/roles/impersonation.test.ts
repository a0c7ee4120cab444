import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSignedInAccount } from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import { refusal } from '../../support/clients/refusals.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { listOperations } from '../../support/openapi/documented-operations.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

let stores: TestStores;
let credence: Credence;
let admin: SignedInAccount;
let target: SignedInAccount;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, ACCESS_TOKEN_TTL: '1h' });
  [admin, target] = [await createSignedInAccount(credence), await createSignedInAccount(credence)];
  await setRole('PUT');
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

async function call(method: string, path: string, token: string, body?: unknown): Promise<Answer> {
  return await credence.call(method, path, { token, ...(body !== undefined && { body }) });
}

/** Gives the role of administrators to the administrator, or takes it. */
async function setRole(method: 'PUT' | 'DELETE'): Promise<void> {
  const path = `/v1/users/${admin.userId}/roles/administrator`;
  expect((await call(method, path, SERVICE_TOKEN, {})).status).toBe(200);
}

/** Acts as the target. Returns the access token and the id of the session. */
async function act(by = admin.token, as = target.userId): Promise<{ token: string; sessionId: string }> {
  const answer = await call('POST', `/v1/users/${as}/impersonate`, by, { reason: 'ticket 4711', ttl: 900 });
  expect(answer.status).toBe(200);
  expect(Object.keys(answer.body)).not.toContain('refresh_token');
  expect(answer.body).toMatchObject({ expires_in: 900 });
  const { access_token: token, session_id: sessionId } = answer.body as unknown as Record<string, string>;
  return { token: token ?? '', sessionId: sessionId ?? '' };
}

async function isAccepted(token: string): Promise<boolean> {
  const { status } = await call('GET', '/auth/me', token);
  const { body } = await credence.call('POST', '/oauth2/introspect', {
    token: SERVICE_TOKEN,
    body: new URLSearchParams({ token }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(body).toMatchObject(
    status === 200 ? { active: true, act: { sub: admin.userId } } : { active: false },
  );
  return status === 200;
}

test('the token names both, its events do, and the target is mailed and sees the session (RBAC-18, ADM-11)', async () => {
  const { token, sessionId } = await act();
  const [, claims = ''] = token.split('.');
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
    sub: target.userId,
    act: { sub: admin.userId },
  });
  expect(await isAccepted(token)).toBe(true);
  await call('PATCH', '/auth/me', token, { username: 'renamed' });
  const { body } = await call('GET', `/v1/users/${target.userId}/events?limit=200`, SERVICE_TOKEN);
  expect(body.items.find(({ type }) => type === 'ProfileUpdated')).toMatchObject({
    actor: `user:${admin.userId}`,
    on_behalf_of: `user:${target.userId}`,
  });
  const { items } = (await call('GET', '/auth/sessions', target.token)).body;
  const listed = items.find(({ id }) => id === sessionId);
  expect(listed).toMatchObject({ impersonated: true, current: false });
  const life = Date.parse(String(listed?.['expires_at'])) - Date.parse(String(listed?.['started_at']));
  expect(Math.abs(life - 900_000)).toBeLessThan(1000);
  const { items: history } = (await call('GET', '/auth/events', target.token)).body;
  expect(history.filter(({ by }) => by === 'administrator').map(({ text }) => text)).toEqual([
    'Your username was changed.',
    'An administrator started to act as you in your account.',
  ]);
  await waitFor('the target is mailed', async () => {
    const { body: history } = await call('GET', `/v1/users/${target.userId}/events?limit=200`, SERVICE_TOKEN);
    const mails = history.items.filter(({ type }) => type === 'MailSent');
    return JSON.stringify(mails).includes('"impersonation"') ? true : undefined;
  });
});

test('it is refused on every route that changes credentials, consent, keys or roles, and on those of services (RBAC-18, ADM-11)', async () => {
  const { token } = await act();
  const operations = await listOperations(credence.url);
  const refuses = ({ operation }: (typeof operations)[number]) =>
    JSON.stringify(operation).includes('impersonation_refused');
  for (const one of operations.filter(refuses)) {
    if (one.operation.operationId === 'signOut') continue;
    const path = one.template.replaceAll(/\{\w+\}/g, () => randomUUID());
    const answer = await call(one.method, path, token);
    expect([one.template, answer.status]).toEqual([one.template, 403]);
    // OAuth has its own form of errors.
    if (!one.template.startsWith('/oauth2/')) expect(answer.body.code).toBe('impersonation_refused');
  }
  const admitted = operations.filter(
    (one) => !refuses(one) && JSON.stringify(one.operation).includes('unauthenticated'),
  );
  expect(
    admitted.filter(({ method }) => method !== 'GET').map(({ operation }) => operation.operationId),
  ).toEqual(['updateMe']);
  expect(refusal(await call('POST', '/auth/logout', token, { everywhere: true }))).toEqual([
    403,
    'impersonation_refused',
  ]);
  expect(await isAccepted(token)).toBe(true);
});

test('only a person can act as another, for 30 minutes at most: no nesting, no service and no weaker caller (RBAC-18)', async () => {
  const { token } = await act();
  const path = `/v1/users/${target.userId}/impersonate`;
  const body = { reason: 'ticket 4711' };
  expect(refusal(await call('POST', path, token, body))).toEqual([403, 'impersonation_refused']);
  expect(refusal(await call('POST', path, SERVICE_TOKEN, body))).toEqual([403, 'forbidden']);
  expect(refusal(await call('POST', path, target.token, body))).toEqual([403, 'forbidden']);
  expect((await call('POST', path, admin.token, body)).body).toMatchObject({ expires_in: 1800 });
  expect((await call('POST', path, admin.token, { ...body, ttl: 1801 })).status).toBe(422);
  expect((await call('POST', path, admin.token, {})).status).toBe(422);
});

test('it ends by the target, by the sign-out of the administrator, and with the permission (RBAC-18)', async () => {
  const one = await act();
  expect((await call('DELETE', `/auth/sessions/${one.sessionId}`, target.token)).status).toBe(200);
  expect(await isAccepted(one.token)).toBe(false);

  const other = await act();
  const keeper = await createSignedInAccount(credence);
  await call('PUT', `/v1/users/${keeper.userId}/roles/administrator`, SERVICE_TOKEN, {});
  await setRole('DELETE');
  expect(await isAccepted(other.token)).toBe(false);

  await setRole('PUT');
  const last = await act();
  expect((await call('POST', '/auth/logout', admin.token, {})).status).toBe(200);
  expect(await isAccepted(last.token)).toBe(false);
});
