import { z } from 'zod';
import { uuidSchema } from '../../domain/ids.js';
import { createApiKey, createApiKeyInput } from '../../commands/api-keys/create-api-key.js';
import { revokeApiKey } from '../../commands/api-keys/revoke-api-key.js';
import { rotateApiKey, rotateApiKeyInput } from '../../commands/api-keys/rotate-api-key.js';
import { UnknownApiKey } from '../../domain/api-key/decisions.js';
import type { KeyManager } from '../../domain/api-key/decisions.js';
import { START } from '../../eventstore/port.js';
import { readApiKeyState } from '../../projections/views/api-keys/query.js';
import {
  apiKeyJson,
  apiKeyPageJson,
  changedKeyJson,
  issuedKeyAnswer,
  newApiKeyJson,
  toApiKeyJson,
  toApiKeyPage,
} from '../answers/api-key-json.js';
import { requireRecentProof } from '../http/authentication/administrators.js';
import { decodeCursor, pageQuery } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { causeOf } from '../http/requests/cause.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'API keys';
const keyPath = z.strictObject({ key_id: uuidSchema });
export const revocationQuery = z.strictObject({
  descendants: z.enum(['true', 'false']).default('false').meta({
    description: 'With `true`, the keys that it created are revoked too, and the keys that these created.',
  }),
});

/** Returns the caller as the manager of the keys of services. */
function managerOf(caller: Omit<KeyManager, 'organizationId'>): KeyManager {
  return { ...caller, organizationId: null };
}

/** Routes for the API keys of services. */
export function apiKeyRoutes({ commands, apiKeys, readModels }: RouteDependencies): Route[] {
  const { log } = commands;

  return [
    defineRoute({
      method: 'post',
      path: '/v1/api-keys',
      operation: 'createApiKey',
      summary:
        'Creates an API key and returns it once. Its scopes and its expiry cannot exceed those of the caller.',
      tag,
      auth: 'service',
      permission: 'api_keys:write',
      body: createApiKeyInput,
      answers: { 201: { description: 'The key.', body: newApiKeyJson } },
      refusals: ['reauthentication_required'],
      async handle({ body, context, caller }) {
        await requireRecentProof(commands, caller, context.now);
        const cause = causeOf(context, caller);
        const issued = await createApiKey({ log, apiKeys }, body, caller, cause);
        return { status: 201, ...(await issuedKeyAnswer(log, issued)) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/api-keys',
      operation: 'listApiKeys',
      summary: 'Lists the API keys of services in order of creation.',
      tag,
      auth: 'service',
      permission: 'api_keys:read',
      query: pageQuery,
      answers: { 200: { description: 'A page of keys, including revoked keys.', body: apiKeyPageJson } },
      refusals: ['invalid_cursor'],
      async handle({ query }) {
        const after = query.cursor === undefined ? START : decodeCursor(query.cursor, positionText);
        const page = await readModels.listApiKeys(log, { after, limit: query.limit });
        return { status: 200, body: toApiKeyPage(page) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/api-keys/{key_id}',
      operation: 'readApiKey',
      summary: 'Returns one API key.',
      tag,
      auth: 'service',
      permission: 'api_keys:read',
      params: keyPath,
      answers: { 200: { description: 'The key.', body: apiKeyJson } },
      refusals: ['unknown_api_key'],
      async handle({ params }) {
        const listed = await readApiKeyState(log, params.key_id);
        if (listed?.apiKey.organizationId !== null) throw new UnknownApiKey();
        return { status: 200, body: toApiKeyJson(listed), revision: listed.apiKey.revision };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/api-keys/{key_id}/rotate',
      operation: 'rotateApiKey',
      summary:
        'Replaces an API key. The old key stays valid for a grace period. The expiry cannot exceed that of the caller.',
      tag,
      auth: 'service',
      permission: 'api_keys:write',
      params: keyPath,
      body: rotateApiKeyInput,
      answers: { 200: { description: 'The new key. It is returned only once.', body: newApiKeyJson } },
      refusals: ['unknown_api_key', 'exceeds_own_permissions', 'reauthentication_required'],
      async handle({ params, body, context, caller }) {
        await requireRecentProof(commands, caller, context.now);
        const cause = causeOf(context, caller);
        const { key_id: id } = params;
        const issued = await rotateApiKey({ log, apiKeys }, id, body, managerOf(caller), cause);
        return { status: 200, ...(await issuedKeyAnswer(log, issued)) };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/api-keys/{key_id}',
      operation: 'revokeApiKey',
      summary: 'Revokes an API key permanently, alone or with its descendants.',
      tag,
      auth: 'service',
      permission: 'api_keys:write',
      params: keyPath,
      query: revocationQuery,
      answers: { 200: { description: 'The revoked key.', body: apiKeyJson } },
      refusals: ['unknown_api_key'],
      async handle({ params, query, context, caller }) {
        const revocation = { keyId: params.key_id, descendants: query.descendants === 'true' };
        const cause = causeOf(context, caller);
        const manager = managerOf(caller);
        const { apiKey, position } = await revokeApiKey(commands, revocation, manager, cause);
        return { status: 200, body: await changedKeyJson(log, apiKey), position, revision: apiKey.revision };
      },
    }),
  ];
}
