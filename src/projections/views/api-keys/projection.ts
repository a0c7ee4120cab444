import { apiKeys } from '../../../domain/api-key/api-key.js';
import type { Projection } from '../../engine/projection.js';

const INSERT = `
  insert into credence_read.api_keys_v1 (key_id, position)
  select * from unnest($1::uuid[], $2::text[])
  on conflict do nothing`;

/** Lists the ids of the API keys of services in the order of their creation. */
export function apiKeysProjection(): Projection {
  return {
    name: 'api_keys@1',
    schema: new URL('./schema.sql', import.meta.url),
    tables: ['api_keys_v1'],
    handles: ({ type, data }) => type === 'ApiKeyCreated' && typeof data['organization_id'] !== 'string',

    async handle(events, transaction) {
      const ids = events.map(({ stream }) => apiKeys.idOf(stream));
      await transaction.query(INSERT, [ids, events.map(({ position }) => position)]);
    },
  };
}
