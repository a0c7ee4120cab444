import { connectionOfStream, connections } from '../../../domain/connection/connection.js';
import type { StoredEvent } from '../../../eventstore/port.js';
import type { Projection } from '../../engine/projection.js';

export const CONNECTIONS = 'connections@1';

const ADD = `
  insert into credence_read.connections_v1 (connection_id, organization_id, open, position)
  select connection_id, organization_id, true, position
  from unnest($1::uuid[], $2::uuid[], $3::text[]) as added (connection_id, organization_id, position)
  on conflict do nothing`;

const REMOVE = `update credence_read.connections_v1 set open = false where connection_id = any($1::uuid[])`;

/** Lists the connections of organisations, also the removed ones, whose keys a deletion destroys. */
export function connectionsProjection(): Projection {
  return {
    name: CONNECTIONS,
    schema: new URL('./schema.sql', import.meta.url),
    tables: ['connections_v1'],
    handles: ({ stream }) => connections.includes(stream),

    async handle(events, transaction) {
      const added = events.filter(({ type }) => type === 'ConnectionAdded');
      const removed = events.filter(({ type }) => type === 'ConnectionRemoved');
      if (added.length > 0)
        await transaction.query(ADD, [
          added.map(idOf),
          added.map(({ data }) => data['organization_id']),
          added.map(({ position }) => position),
        ]);
      if (removed.length > 0) await transaction.query(REMOVE, [removed.map(idOf)]);
    },
  };
}

function idOf({ stream }: StoredEvent): string | null {
  return connectionOfStream(stream);
}
