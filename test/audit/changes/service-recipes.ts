import { textAt } from '../../support/documents/text-at.js';
import { createSignedInAccount, createVerifiedAccount, signIn } from '../../support/clients/accounts.js';
import type { CredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { SERVICE_TOKEN } from '../../support/server/credence.js';
import { withApp } from './recipe.js';
import type { Recipe, Recipes } from './recipe.js';

const token = SERVICE_TOKEN;
export const BOOTSTRAP_SECRET = 'zQ7mK2xR9vT4nB6cL1pH8dF3sJ5gW0yA';

/** Administrates an account with an authenticator app, after a request to prepare it. */
const onUser =
  (path: string, before?: string): Recipe =>
  async (send, setup) => {
    const { userId } = await withApp(setup);
    const at = `/v1/users/${userId}/`;
    if (before !== undefined) await setup.credence.call('POST', at + before, { token, body: {} });
    return await send('POST', at + path, { token, body: {} });
  };

const aWebhook = async ({ credence }: CredenceWithProviders) => {
  const body = { url: 'https://example.com/hook', description: 'a hook' };
  const created = await credence.call('POST', '/v1/webhooks', { token, body });
  return `/v1/webhooks/${textAt(created.body, 'webhook', 'id') || textAt(created.body, 'id')}`;
};
const onWebhook =
  (method: string, path: string, body?: object, before?: string): Recipe =>
  async (send, setup) => {
    const webhook = await aWebhook(setup);
    if (before !== undefined) await setup.credence.call('POST', webhook + before, { token, body: {} });
    return await send(method, webhook + path, { token, ...(body !== undefined && { body }) });
  };

const anApiKey = async ({ credence }: CredenceWithProviders) => {
  const body = { name: 'billing', scopes: ['users:read'] };
  const created = await credence.call('POST', '/v1/api-keys', { token, body });
  return `/v1/api-keys/${textAt(created.body, 'id')}`;
};

let names = 0;
/** Creates a role, and returns its key. */
const aRole = async ({ credence }: CredenceWithProviders) => {
  names += 1;
  const key = `clerk-${String(names)}`;
  await credence.call('POST', '/v1/roles', { token, body: { key, name: key, permissions: [] } });
  return key;
};
const aConsumer = async ({ credence }: CredenceWithProviders) => {
  await credence.call('PUT', '/v1/consumers/billing', { token, body: {} });
  return '/v1/consumers/billing';
};

/** Other requests go on, so the comparison may need several attempts. */
const READY_MS = 90_000;

/** Changes the versions of a read model, after requests to prepare it. Each recipe has a read model of its own. */
const onVersions =
  (name: string, change: string, ...before: readonly string[]): Recipe =>
  async (send, { credence }) => {
    for (const step of before) {
      await credence.call('POST', `/v1/projections/${name}/${step}`, { token, body: {} });
      const isReady = async () => {
        const { body } = await credence.call('GET', '/v1/projections', { token });
        return /"state":"(ready|promoted)"/.test(JSON.stringify(itemOf(body, name)));
      };
      await waitFor(`the new version of ${name} is ready`, isReady, READY_MS);
    }
    return await send('POST', `/v1/projections/${name}/${change}`, { token, body: {} });
  };

/** Returns the entry of a read model in the list of readers. */
function itemOf(body: unknown, name: string): unknown {
  const items = typeof body === 'object' && body !== null && 'items' in body ? body.items : [];
  return (Array.isArray(items) ? items : []).find((item: object) => 'reader' in item && item.reader === name);
}

/** The requests of services, by their operation. */
export const SERVICE_RECIPES: Recipes = {
  rebuildProjection: onVersions('roles@1', 'rebuild'),
  promoteProjection: onVersions('webhooks@1', 'promote', 'rebuild'),
  rollBackProjection: onVersions('erasures@1', 'rollback', 'rebuild', 'promote'),
  discardProjectionVersion: onVersions('api_keys@1', 'discard', 'rebuild'),
  resetUserFactors: onUser('mfa/reset'),
  cancelUserFactorReset: onUser('mfa/cancel-reset', 'mfa/reset'),
  demandUserFactor: onUser('mfa/demand'),
  releaseUserFactor: onUser('mfa/release', 'mfa/demand'),
  async removeUserFactor(send, setup) {
    const { userId, factorId } = await withApp(setup);
    return await send('DELETE', `/v1/users/${userId}/factors/${factorId}`, { token });
  },
  signOutUser: onUser('sign-out'),
  async revokeToken(send, { credence }) {
    const { email } = await createVerifiedAccount(credence);
    const { body } = await signIn(credence, email);
    return await send('POST', '/oauth2/revoke', {
      token,
      body: new URLSearchParams({ token: body.refresh_token }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  },
  deactivateUser: onUser('deactivate'),
  reactivateUser: onUser('reactivate', 'deactivate'),
  unlockUser: onUser('unlock'),
  requestUserExport: onUser('export'),
  createApiKey: (send) =>
    send('POST', '/v1/api-keys', { token, body: { name: 'billing', scopes: ['users:read'] } }),
  rotateApiKey: async (send, setup) => send('POST', `${await anApiKey(setup)}/rotate`, { token, body: {} }),
  revokeApiKey: async (send, setup) => send('DELETE', await anApiKey(setup), { token }),
  rotateSigningKey: (send) => send('POST', '/v1/signing-keys/rotate', { token, body: {} }),
  async withdrawSigningKey(send, { credence }) {
    const { body } = await credence.call('GET', '/v1/signing-keys', { token });
    return await send('POST', `/v1/signing-keys/${String(body.items[0]?.['id'])}/withdraw`, {
      token,
      body: { reason: 'lost' },
    });
  },
  createWebhook: (send) => send('POST', '/v1/webhooks', { token, body: { url: 'https://example.com/hook' } }),
  updateWebhook: onWebhook('PATCH', '', { description: 'renamed' }),
  rotateWebhookSecret: onWebhook('POST', '/rotate-secret', {}),
  pauseWebhook: onWebhook('POST', '/pause', {}),
  resumeWebhook: onWebhook('POST', '/resume', {}, '/pause'),
  deleteWebhook: onWebhook('DELETE', ''),
  testWebhook: onWebhook('POST', '/test', {}),
  replayWebhook: onWebhook('POST', '/replay', { from: '' }),
  async bootstrapAdministrator(send, { credence }) {
    const { token: own } = await createSignedInAccount(credence);
    const body = { secret: BOOTSTRAP_SECRET };
    return await send('POST', '/v1/administrators/bootstrap', { token: own, body });
  },
  defineRole: (send) =>
    send('POST', '/v1/roles', { token, body: { key: 'auditor', name: 'Auditor', permissions: [] } }),
  changeRole: async (send, setup) =>
    send('PUT', `/v1/roles/${await aRole(setup)}`, { token, body: { name: 'Clerk', permissions: [] } }),
  retireRole: async (send, setup) => send('DELETE', `/v1/roles/${await aRole(setup)}`, { token }),
  definePermission: (send) => send('PUT', '/v1/permissions/invoices:read', { token, body: {} }),
  async retirePermission(send, { credence }) {
    await credence.call('PUT', '/v1/permissions/invoices:write', { token, body: {} });
    return await send('DELETE', '/v1/permissions/invoices:write', { token });
  },
  async impersonateUser(send, { credence }) {
    const [administrator, target] = [
      await createSignedInAccount(credence),
      await createVerifiedAccount(credence),
    ];
    // An administrator would use up the bootstrap secret of another recipe.
    const role = { key: 'support', name: 'Support', permissions: ['users:impersonate', 'users:read'] };
    const { body } = await credence.call('POST', '/v1/roles', { token, body: role });
    const path = `/v1/users/${administrator.userId}/roles/${String(body['id'])}`;
    await credence.call('PUT', path, { token, body: {} });
    const call = { token: administrator.token, body: { reason: 'a ticket' } };
    return await send('POST', `/v1/users/${target.userId}/impersonate`, call);
  },
  async grantRole(send, setup) {
    const { userId } = await createVerifiedAccount(setup.credence);
    return await send('PUT', `/v1/users/${userId}/roles/${await aRole(setup)}`, { token, body: {} });
  },
  async withdrawRole(send, setup) {
    const { userId } = await createVerifiedAccount(setup.credence);
    const path = `/v1/users/${userId}/roles/${await aRole(setup)}`;
    await setup.credence.call('PUT', path, { token, body: {} });
    return await send('DELETE', path, { token, body: {} });
  },
  async eraseUser(send, { credence }) {
    const { userId } = await createVerifiedAccount(credence);
    return await send('DELETE', `/v1/users/${userId}`, { token, body: {} });
  },
  async cancelUserErasure(send, { credence }) {
    const { userId } = await createVerifiedAccount(credence);
    await credence.call('DELETE', `/v1/users/${userId}`, { token, body: {} });
    return await send('POST', `/v1/users/${userId}/cancel-erasure`, { token, body: {} });
  },
  setConsumer: (send) => send('PUT', '/v1/consumers/invoicing', { token, body: {} }),
  deleteConsumer: async (send, setup) => send('DELETE', await aConsumer(setup), { token }),
};
