import { createVerifiedAccount, signIn } from '../../support/clients/accounts.js';
import type { CredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import { SERVICE_TOKEN } from '../../support/server/credence.js';
import { textAt, withApp } from './recipe.js';
import type { Recipe, Recipes } from './recipe.js';

const token = SERVICE_TOKEN;

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

/** The requests of services, by their operation. */
export const SERVICE_RECIPES: Recipes = {
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
};
