import { webhooks } from '../../../domain/webhook/webhook.js';
import type { StoredEvent } from '../../../eventstore/port.js';
import type { Projection } from '../../engine/projection.js';

const INSERT = `
  insert into credence_read.webhooks_v1 (webhook_id, position)
  select * from unnest($1::uuid[], $2::text[])
  on conflict do nothing`;

const DELETE = 'delete from credence_read.webhooks_v1 where webhook_id = any($1)';

/** Lists the ids of all webhooks that are not deleted, in the order of their creation. */
export function webhooksProjection(): Projection {
  return {
    name: 'webhooks@1',
    schema: new URL('./schema.sql', import.meta.url),
    tables: ['webhooks_v1'],
    handles: ({ type }) => type === 'WebhookCreated' || type === 'WebhookDeleted',

    async handle(events, transaction) {
      const created = events.filter(({ type }) => type === 'WebhookCreated');
      const deleted = events.filter(({ type }) => type === 'WebhookDeleted');
      await transaction.query(INSERT, [created.map(idOf), created.map(({ position }) => position)]);
      // No event follows a deletion, so the order within a page does not matter.
      if (deleted.length > 0) await transaction.query(DELETE, [deleted.map(idOf)]);
    },
  };
}

function idOf({ stream }: StoredEvent): string | null {
  return webhooks.idOf(stream);
}
