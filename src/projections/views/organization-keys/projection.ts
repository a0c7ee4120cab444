import { apiKeys } from '../../../domain/api-key/api-key.js';
import type { Projection } from '../../engine/projection.js';

export const ORGANIZATION_API_KEYS = 'organization_api_keys@1';

const ADD = `
  insert into credence_read.organization_api_keys_v1 (key_id, organization_id, position)
  select * from unnest($1::uuid[], $2::uuid[], $3::text[])
  on conflict do nothing`;

/** Lists the API keys of organisations, also the revoked ones, whose data keys a deletion destroys. */
export function organizationKeysProjection(): Projection {
  return {
    name: ORGANIZATION_API_KEYS,
    schema: new URL('./schema.sql', import.meta.url),
    tables: ['organization_api_keys_v1'],
    handles: ({ type, data }) => type === 'ApiKeyCreated' && typeof data['organization_id'] === 'string',

    async handle(events, transaction) {
      await transaction.query(ADD, [
        events.map(({ stream }) => apiKeys.idOf(stream)),
        events.map(({ data }) => data['organization_id']),
        events.map(({ position }) => position),
      ]);
    },
  };
}
