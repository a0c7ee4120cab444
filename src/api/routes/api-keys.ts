import { z } from 'zod';
import type { Created } from '../../domain/api-key/api-key.js';
import { uuidSchema } from '../../domain/ids.js';
import { createApiKey, createApiKeyInput } from '../../commands/api-keys/create-api-key.js';
import type { IssuedApiKey } from '../../commands/api-keys/create-api-key.js';
import { revokeApiKey } from '../../commands/api-keys/revoke-api-key.js';
import { rotateApiKey, rotateApiKeyInput } from '../../commands/api-keys/rotate-api-key.js';
import { UnknownApiKey } from '../../domain/api-key/decisions.js';
import { ALL_PERMISSIONS } from '../../domain/permissions.js';
import { START } from '../../eventstore/port.js';
import { readApiKeyState } from '../../projections/views/api-keys/query.js';
import type { ListedKey } from '../../projections/views/api-keys/query.js';
import { requireRecentProof } from '../http/authentication/administrators.js';
import { decodeCursor, encodeCursor, pageQuery } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { causeOf } from '../http/requests/cause.js';
import type { RouteDependencies } from './dependencies.js';

const apiKeyShape = {
  id: z.uuid(),
  name: z.string(),
  prefix: z.string().meta({ description: 'The first characters of the key.', example: 'crd_mZ4xQ1aB' }),
  scopes: z.array(z.enum(ALL_PERMISSIONS)),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  revoked_at: z.iso.datetime().nullable(),
  created_by: z.string().meta({
    description: '`service` for the service token, `api_key:<id>`, or `user:<id>` for a person.',
    example: 'service',
  }),
  last_used_at: z.iso.datetime().nullable().meta({ description: 'Accurate to about a minute.' }),
};
const apiKeyJson = z.strictObject(apiKeyShape).meta({ id: 'ApiKey' });
const newApiKeyJson = z
  .strictObject({
    ...apiKeyShape,
    key: z.string().meta({ description: 'The secret key. It is returned only once.' }),
  })
  .meta({ id: 'NewApiKey' });
const apiKeyPageJson = z
  .strictObject({ items: z.array(apiKeyJson), next_cursor: z.string().nullable() })
  .meta({ id: 'ApiKeyPage' });

const tag = 'API keys';
const keyPath = z.strictObject({ key_id: uuidSchema });

/** Routes for the API keys of services. */
export function apiKeyRoutes({ commands, apiKeys, readModels }: RouteDependencies): Route[] {
  const { log } = commands;

  /** Answers with a new API key and its secret. */
  async function issuedKeyAnswer({ apiKey, key, position }: IssuedApiKey) {
    return { body: { ...(await changedKeyJson(apiKey)), key }, position, revision: apiKey.revision };
  }

  async function changedKeyJson(apiKey: Created) {
    const listed = await readApiKeyState(log, apiKey.id);
    return toApiKeyJson({ lastUsedAt: null, revokedAt: apiKey.revokedAt, ...listed, apiKey });
  }

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
        return { status: 201, ...(await issuedKeyAnswer(issued)) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/api-keys',
      operation: 'listApiKeys',
      summary: 'Lists API keys in order of creation.',
      tag,
      auth: 'service',
      permission: 'api_keys:read',
      query: pageQuery,
      answers: { 200: { description: 'A page of keys, including revoked keys.', body: apiKeyPageJson } },
      refusals: ['invalid_cursor'],
      async handle({ query }) {
        const after = query.cursor === undefined ? START : decodeCursor(query.cursor, positionText);
        const { keys, next } = await readModels.listApiKeys(log, { after, limit: query.limit });
        const items = keys.map(toApiKeyJson);
        return { status: 200, body: { items, next_cursor: next === null ? null : encodeCursor(next) } };
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
        if (listed === null) throw new UnknownApiKey();
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
        const issued = await rotateApiKey({ log, apiKeys }, id, body, caller, cause);
        return { status: 200, ...(await issuedKeyAnswer(issued)) };
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
      query: z.strictObject({
        descendants: z.enum(['true', 'false']).default('false').meta({
          description:
            'With `true`, the keys that it created are revoked too, and the keys that these created.',
        }),
      }),
      answers: { 200: { description: 'The revoked key.', body: apiKeyJson } },
      refusals: ['unknown_api_key'],
      async handle({ params, query, context, caller }) {
        const revocation = { keyId: params.key_id, descendants: query.descendants === 'true' };
        const cause = causeOf(context, caller);
        const { apiKey, position } = await revokeApiKey(commands, revocation, caller, cause);
        return { status: 200, body: await changedKeyJson(apiKey), position, revision: apiKey.revision };
      },
    }),
  ];
}

function toApiKeyJson({ apiKey, lastUsedAt, revokedAt }: ListedKey): z.input<typeof apiKeyJson> {
  return {
    id: apiKey.id,
    name: apiKey.name,
    prefix: apiKey.prefix,
    scopes: [...apiKey.scopes],
    created_at: apiKey.createdAt.toISOString(),
    expires_at: apiKey.expires.toISOString(),
    revoked_at: revokedAt?.toISOString() ?? null,
    created_by: apiKey.createdBy,
    last_used_at: lastUsedAt?.toISOString() ?? null,
  };
}
