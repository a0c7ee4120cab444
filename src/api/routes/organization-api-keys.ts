import { createOrganizationKey, createOrganizationKeyInput } from '../../commands/api-keys/create-api-key.js';
import { revokeApiKey } from '../../commands/api-keys/revoke-api-key.js';
import { rotateApiKey, rotateApiKeyInput } from '../../commands/api-keys/rotate-api-key.js';
import { uuidSchema } from '../../domain/ids.js';
import { requireFounded } from '../../domain/organization/decisions.js';
import { organizationAt } from '../../domain/organization/organization.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { START } from '../../eventstore/port.js';
import {
  apiKeyJson,
  apiKeyPageJson,
  changedKeyJson,
  issuedKeyAnswer,
  newApiKeyJson,
  toApiKeyPage,
} from '../answers/api-key-json.js';
import { requireRecentProof } from '../http/authentication/administrators.js';
import { causeOf } from '../http/requests/cause.js';
import { decodeCursor, pageQuery } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { revocationQuery } from './api-keys.js';
import type { RouteDependencies } from './dependencies.js';
import { organizationPath } from './organizations.js';

const path = '/v1/organizations/{organization_id}/api-keys';
const keyPath = organizationPath.extend({ key_id: uuidSchema });
const write = { tag: 'Organisations', auth: 'member', permission: 'api_keys:write' } as const;

/** Routes for the API keys of an organisation, which open the routes of that organisation only. */
export function organizationApiKeyRoutes({ commands, apiKeys, readModels }: RouteDependencies): Route[] {
  const { log } = commands;
  return [
    defineRoute({
      method: 'get',
      path,
      operation: 'listOrganizationApiKeys',
      summary: 'Lists the API keys of an organisation in order of creation.',
      tag: 'Organisations',
      auth: 'member',
      permission: 'api_keys:read',
      params: organizationPath,
      query: pageQuery,
      answers: { 200: { description: 'A page of keys, including revoked keys.', body: apiKeyPageJson } },
      refusals: ['invalid_cursor'],
      async handle({ params: { organization_id: id }, query: { cursor, limit } }) {
        const after = cursor === undefined ? START : decodeCursor(cursor, positionText);
        requireFounded(await loadState(log, organizationAt(id)));
        const page = await readModels.listOrganizationKeys(log, id, { after, limit });
        return { status: 200, body: toApiKeyPage(page) };
      },
    }),
    defineRoute({
      ...write,
      method: 'post',
      path,
      operation: 'createOrganizationApiKey',
      summary:
        'Creates an API key of an organisation and returns it once. It never has more permissions than its maker.',
      params: organizationPath,
      body: createOrganizationKeyInput,
      answers: { 201: { description: 'The key.', body: newApiKeyJson } },
      refusals: ['reauthentication_required'],
      async handle({ params: { organization_id: organizationId }, body, context, caller }) {
        await requireRecentProof(commands, caller, context.now);
        const manager = { ...caller, organizationId };
        const cause = causeOf(context, caller);
        const issued = await createOrganizationKey({ log, apiKeys }, body, manager, cause);
        return { status: 201, ...(await issuedKeyAnswer(log, issued)) };
      },
    }),
    defineRoute({
      ...write,
      method: 'post',
      path: `${path}/{key_id}/rotate`,
      operation: 'rotateOrganizationApiKey',
      summary: 'Replaces an own API key of an organisation. The old key stays valid for a grace period.',
      params: keyPath,
      body: rotateApiKeyInput,
      answers: { 200: { description: 'The new key. It is returned only once.', body: newApiKeyJson } },
      refusals: ['unknown_api_key', 'exceeds_own_permissions', 'reauthentication_required'],
      async handle({ params: { organization_id: organizationId, key_id: id }, body, context, caller }) {
        await requireRecentProof(commands, caller, context.now);
        const manager = { ...caller, organizationId };
        const cause = causeOf(context, caller);
        const issued = await rotateApiKey({ log, apiKeys }, id, body, manager, cause);
        return { status: 200, ...(await issuedKeyAnswer(log, issued)) };
      },
    }),
    defineRoute({
      ...write,
      method: 'delete',
      path: `${path}/{key_id}`,
      operation: 'revokeOrganizationApiKey',
      summary: 'Revokes an API key of an organisation permanently, alone or with its descendants.',
      params: keyPath,
      query: revocationQuery,
      answers: { 200: { description: 'The revoked key.', body: apiKeyJson } },
      refusals: ['unknown_api_key'],
      async handle({ params: { organization_id: organizationId, key_id: keyId }, query, context, caller }) {
        const revocation = { keyId, descendants: query.descendants === 'true' };
        const manager = { ...caller, organizationId };
        const cause = causeOf(context, caller);
        const { apiKey, position } = await revokeApiKey(commands, revocation, manager, cause);
        return { status: 200, body: await changedKeyJson(log, apiKey), position, revision: apiKey.revision };
      },
    }),
  ];
}
