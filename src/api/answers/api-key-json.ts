import { z } from 'zod';
import type { IssuedApiKey } from '../../commands/api-keys/create-api-key.js';
import type { Created } from '../../domain/api-key/api-key.js';
import { ALL_PERMISSIONS } from '../../domain/permissions.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { readApiKeyState } from '../../projections/views/api-keys/query.js';
import type { KeyPage, ListedKey } from '../../projections/views/api-keys/query.js';
import { encodeCursor } from '../http/requests/cursor.js';

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
export const apiKeyJson = z.strictObject(apiKeyShape).meta({ id: 'ApiKey' });
export const newApiKeyJson = z
  .strictObject({
    ...apiKeyShape,
    key: z.string().meta({ description: 'The secret key. It is returned only once.' }),
  })
  .meta({ id: 'NewApiKey' });
export const apiKeyPageJson = z
  .strictObject({ items: z.array(apiKeyJson), next_cursor: z.string().nullable() })
  .meta({ id: 'ApiKeyPage' });

/** Returns a new API key and its secret. */
export async function issuedKeyAnswer(log: EventLog, { apiKey, key, position }: IssuedApiKey) {
  return { body: { ...(await changedKeyJson(log, apiKey)), key }, position, revision: apiKey.revision };
}

/** Returns an API key after a command, with the time of its last use. */
export async function changedKeyJson(log: EventLog, apiKey: Created): Promise<z.input<typeof apiKeyJson>> {
  const listed = await readApiKeyState(log, apiKey.id);
  return toApiKeyJson({ lastUsedAt: null, revokedAt: apiKey.revokedAt, ...listed, apiKey });
}

/** Returns a page of API keys. */
export function toApiKeyPage({ keys, next }: KeyPage): z.input<typeof apiKeyPageJson> {
  return { items: keys.map(toApiKeyJson), next_cursor: next === null ? null : encodeCursor(next) };
}

export function toApiKeyJson({ apiKey, lastUsedAt, revokedAt }: ListedKey): z.input<typeof apiKeyJson> {
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
