import type { PoolClient } from 'pg';
import type { WebhookEvent } from '../../../domain/webhook/events.js';
import { webhooks } from '../../../domain/webhook/webhook.js';
import type { Codec, LoggedEvent } from '../../../eventstore/codec.js';
import type { Reader } from '../../../projections/engine/reader.js';

/** Name of the checkpoint of the reader of endpoints. */
export const WEBHOOKS = 'webhooks';

/** $1 id, $2 position, $3 revision. */
const CREATE = `
  insert into credence_webhooks.endpoints (webhook_id, position, revision) values ($1, $2, $3)
  on conflict do nothing`;

/** Replaces the leader, which knows the former state. $1 id, $2 revision. */
const CHANGED = 'revision = $2, leader = null, led_until = default';

const CHANGE = `update credence_webhooks.endpoints set ${CHANGED} where webhook_id = $1`;

const PAUSE = `update credence_webhooks.endpoints set ${CHANGED}, is_active = false where webhook_id = $1`;

/** $3 the position to continue after, or null for the one where deliveries stopped. */
const RESUME = `
  update credence_webhooks.endpoints
  set ${CHANGED}, is_active = true, failing_since = null, position = greatest(position, coalesce($3, position))
  where webhook_id = $1`;

/** Events that wait for their next attempt are due at once. $1 id. */
const RETRY_WAITING = `
  update credence_webhooks.deliveries set due_at = now(), first_failed_at = null
  where webhook_id = $1 and state = 'waiting'`;

const DELETE = 'delete from credence_webhooks.endpoints where webhook_id = $1';

/** $3 from, $4 to, $5 types. */
const REPLAY = `
  update credence_webhooks.endpoints
  set ${CHANGED}, replay_after = $3, replay_to = $4, replay_types = $5
  where webhook_id = $1`;

/** The event is sent again, and the parked events of its subject with it. $1 id, $2 event. */
const RETRY = `
  update credence_webhooks.deliveries delivery
  set state = 'waiting', attempts = 0, first_failed_at = null, due_at = now(), updated_at = now()
  from credence_webhooks.deliveries chosen
  where chosen.webhook_id = $1 and chosen.event_id = $2 and delivery.webhook_id = $1
    and (delivery.position = chosen.position
         or delivery.subject = chosen.subject and delivery.state <> 'delivered')`;

/**
 * Keeps the cursors of the endpoints in step with the commands on them. Unlike a projection it is never rebuilt: its rows
 * say which events are delivered.
 *
 * @param onChanged called after a commit that concerns deliveries
 */
export function endpointsReader(codec: Codec, onChanged: () => void): Reader {
  return {
    name: WEBHOOKS,
    handles: ({ stream }) => webhooks.includes(stream),
    async handle(events, transaction) {
      for (const event of await codec.decode(events)) {
        const id = webhooks.idOf(event.stream);
        if (id !== null && isWebhookEvent(event)) await apply(transaction, id, event);
      }
    },
    afterCommit: onChanged,
  };
}

type LoggedWebhookEvent = Extract<LoggedEvent, { type: WebhookEvent['type'] }>;

/** The streams of the category hold no other events. */
function isWebhookEvent(event: LoggedEvent): event is LoggedWebhookEvent {
  return webhooks.includes(event.stream);
}

async function apply(transaction: PoolClient, id: string, event: LoggedWebhookEvent): Promise<void> {
  const { revision, position, data, type } = event;
  switch (type) {
    case 'WebhookCreated':
      await transaction.query(CREATE, [id, data.from ?? position, revision]);
      return;
    case 'WebhookChanged':
    case 'WebhookSecretRotated':
      await transaction.query(CHANGE, [id, revision]);
      return;
    case 'WebhookPaused':
      await transaction.query(PAUSE, [id, revision]);
      return;
    case 'WebhookResumed':
      await transaction.query(RETRY_WAITING, [id]);
      await transaction.query(RESUME, [id, revision, data.from === 'now' ? position : null]);
      return;
    case 'WebhookDeleted':
      await transaction.query(DELETE, [id]);
      return;
    case 'WebhookTested':
      return;
    case 'WebhookReplayed':
      await transaction.query(REPLAY, [id, revision, data.from, data.to, data.types]);
      return;
    case 'WebhookDeliveryRetried':
      await transaction.query(CHANGE, [id, revision]);
      await transaction.query(RETRY, [id, data.event_id]);
  }
}
