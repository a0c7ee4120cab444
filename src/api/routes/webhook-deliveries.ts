import { z } from 'zod';
import { replayWebhook } from '../../commands/webhooks/replay-webhook.js';
import { retryDelivery } from '../../commands/webhooks/retry-delivery.js';
import { testWebhook } from '../../commands/webhooks/test-webhook.js';
import { DomainError } from '../../domain/domain-error.js';
import { eventIdSchema, uuidSchema } from '../../domain/ids.js';
import { UnknownWebhook } from '../../domain/webhook/decisions.js';
import { DELIVERY_STATES } from '../../projections/views/webhooks/deliveries-query.js';
import type { Delivery } from '../../projections/views/webhooks/deliveries-query.js';
import { findWebhook } from '../../projections/views/webhooks/query.js';
import { toWebhookJson, webhookJson } from '../answers/webhook-json.js';
import { causeOf } from '../http/requests/cause.js';
import { decodeCursor, encodeCursor, pageQuery } from '../http/requests/cursor.js';
import { positionInput, positionText, requirePosition } from '../http/requests/position.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';
import { typesInput } from './webhooks.js';

/** The history of a webhook has no delivery of the event. */
class UnknownDelivery extends DomainError {
  readonly code = 'unknown_delivery';
}

const deliveryJson = z
  .strictObject({
    event_id: z.uuid().meta({ description: 'The `webhook-id` of every attempt.' }),
    type: z.string(),
    position: z.string(),
    status: z.enum(DELIVERY_STATES).meta({
      description:
        '`parked`: it failed for three days, and its subject gets no further events until a retry.',
    }),
    attempts: z.int(),
    answer_status: z.int().nullable().meta({ description: 'The status of the last answer.' }),
    failure: z
      .string()
      .nullable()
      .meta({ description: 'The failure of the last attempt without an answer.' }),
    next_attempt_at: z.iso.datetime().nullable(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'WebhookDelivery' });
const deliveryPageJson = z
  .strictObject({ items: z.array(deliveryJson), next_cursor: z.string().nullable() })
  .meta({ id: 'WebhookDeliveryPage' });
const testJson = z
  .strictObject({ event_id: z.uuid().meta({ description: 'The event of the test, as in the deliveries.' }) })
  .meta({ id: 'WebhookTest' });

const tag = 'Webhooks';
const webhookPath = z.strictObject({ webhook_id: uuidSchema });
const deliveryPath = z.strictObject({ webhook_id: uuidSchema, event_id: eventIdSchema });
const replayInput = z.strictObject({
  from: positionInput.meta({
    description: 'The position after which the replay begins; empty: the beginning of the log.',
  }),
  to: positionInput.nullable().default(null).meta({
    description: 'The position of the last event. By default the replay ends at the end of the log.',
  }),
  types: typesInput.default([]),
});

/** Routes for the deliveries of a webhook. */
export function webhookDeliveryRoutes({ commands, readModels }: RouteDependencies): Route[] {
  const { log } = commands;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/webhooks/{webhook_id}/deliveries',
      operation: 'listWebhookDeliveries',
      summary: 'Lists the deliveries of a webhook, the newest event first.',
      tag,
      auth: 'service',
      permission: 'webhooks:read',
      params: webhookPath,
      query: pageQuery.extend({ status: z.enum(DELIVERY_STATES).optional() }),
      answers: { 200: { description: 'A page of deliveries.', body: deliveryPageJson } },
      refusals: ['unknown_webhook', 'invalid_cursor'],
      async handle({ params, query: { cursor, status, limit } }) {
        const webhook = await findWebhook(log, params.webhook_id);
        if (webhook === null) throw new UnknownWebhook();
        const before = cursor === undefined ? null : decodeCursor(cursor, positionText);
        const page = { state: status ?? null, before, limit };
        const { deliveries, next } = await readModels.listDeliveries(webhook.id, page);
        const items = deliveries.map(toDeliveryJson);
        return { status: 200, body: { items, next_cursor: next === null ? null : encodeCursor(next) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/webhooks/{webhook_id}/deliveries/{event_id}/retry',
      operation: 'retryWebhookDelivery',
      summary: 'Delivers an event again, and the parked events of its subject with it.',
      tag,
      auth: 'service',
      permission: 'webhooks:write',
      params: deliveryPath,
      answers: { 202: { description: 'The webhook.', body: webhookJson } },
      refusals: ['unknown_webhook', 'unknown_delivery'],
      async handle({ params: { webhook_id: id, event_id: eventId }, context, caller }) {
        if (!(await readModels.hasDelivery(id, eventId))) throw new UnknownDelivery();
        const changed = await retryDelivery({ log }, id, eventId, causeOf(context, caller));
        return { status: 202, body: toWebhookJson(changed.webhook), position: changed.position };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/webhooks/{webhook_id}/replay',
      operation: 'replayWebhook',
      summary: 'Delivers a range of events again, with the same ids. A later replay replaces it.',
      tag,
      auth: 'service',
      permission: 'webhooks:write',
      params: webhookPath,
      body: replayInput,
      answers: { 202: { description: 'The webhook.', body: webhookJson } },
      refusals: ['unknown_webhook', 'invalid_position'],
      async handle({ params, body, context, caller }) {
        const from = await requirePosition(log.store, body.from);
        const to = body.to === null ? await log.store.head() : await requirePosition(log.store, body.to);
        const range = { from, to, types: body.types };
        const changed = await replayWebhook({ log }, params.webhook_id, range, causeOf(context, caller));
        return { status: 202, body: toWebhookJson(changed.webhook), position: changed.position };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/webhooks/{webhook_id}/test',
      operation: 'testWebhook',
      summary: 'Sends a test event to a webhook, in the way of every other event.',
      tag,
      auth: 'service',
      permission: 'webhooks:write',
      params: webhookPath,
      answers: { 202: { description: 'The test is under way.', body: testJson } },
      refusals: ['unknown_webhook'],
      async handle({ params, context, caller }) {
        const tested = await testWebhook({ log }, params.webhook_id, causeOf(context, caller));
        return { status: 202, body: { event_id: tested.eventIds[0] ?? '' }, position: tested.position };
      },
    }),
  ];
}

function toDeliveryJson(delivery: Delivery): z.input<typeof deliveryJson> {
  return {
    event_id: delivery.eventId,
    type: delivery.type,
    position: delivery.position,
    status: delivery.state,
    attempts: delivery.attempts,
    answer_status: delivery.status,
    failure: delivery.cause,
    next_attempt_at: delivery.dueAt?.toISOString() ?? null,
    updated_at: delivery.updatedAt.toISOString(),
  };
}
