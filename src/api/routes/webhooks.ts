import { z } from 'zod';
import { ScopeNotHeld } from '../../domain/api-key/decisions.js';
import type { Permission } from '../../domain/permissions.js';
import { uuidSchema } from '../../domain/ids.js';
import { scopeOf } from '../../domain/public-events/public-types.js';
import { UnknownWebhook } from '../../domain/webhook/decisions.js';
import type { ChangedWebhook } from '../../commands/webhooks/change-webhook.js';
import {
  createWebhook,
  webhookContact,
  webhookDescription,
  webhookFilter,
  webhookSignature,
  webhookUrl,
} from '../../commands/webhooks/create-webhook.js';
import { START } from '../../eventstore/port.js';
import { findWebhook } from '../../projections/views/webhooks/query.js';
import {
  newWebhookJson,
  toWebhookJson,
  webhookJson,
  webhookPageJson,
  webhookTypes,
} from '../answers/webhook-json.js';
import { causeOf } from '../http/requests/cause.js';
import { decodeCursor, encodeCursor, pageQuery } from '../http/requests/cursor.js';
import { positionInput, positionText, requirePosition } from '../http/requests/position.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Webhooks';
const webhookPath = z.strictObject({ webhook_id: uuidSchema });

/** The event types of a webhook or of a replay. */
export const typesInput = z
  .array(z.enum(webhookTypes))
  .max(webhookTypes.length)
  .refine((types) => new Set(types).size === types.length, { error: 'Types must be unique.' })
  .meta({
    description: 'Event types; empty: every type that needs no scope beside `events:read`.',
    example: ['UserRegistered'],
  });

/** Routes for the endpoints of other services that receive the public events. */
export function webhookRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, webhookReach, webhookSecrets, webhookLimit, readModels } = dependencies;
  const { log } = commands;
  const issuing = { log, webhookSecrets };
  const newWebhook = z.strictObject({
    url: webhookUrl(webhookReach),
    description: webhookDescription.default(''),
    contact_email: webhookContact.default(null),
    types: typesInput.default([]),
    filter: webhookFilter.default({ subjects: [], actors: [] }),
    signature: webhookSignature.default('v1'),
    from: positionInput.nullable().default(null).meta({
      description:
        'The position after which deliveries begin; empty: the beginning of the log. By default they begin with the next event.',
    }),
  });

  return [
    defineRoute({
      method: 'post',
      path: '/v1/webhooks',
      operation: 'createWebhook',
      summary:
        'Creates a webhook and returns its secret once. The caller needs the scopes of its event types.',
      tag,
      auth: 'service',
      permission: 'webhooks:write',
      body: newWebhook,
      answers: { 201: { description: 'The webhook.', body: newWebhookJson } },
      refusals: ['invalid_position', 'webhook_limit'],
      async handle({ body, context, caller }) {
        requireScopes(caller.scopes, body.types);
        const from = body.from === null ? null : await requirePosition(log.store, body.from);
        const properties = { ...body, from, contact: body.contact_email };
        // The list may lag, so creations at the same time may pass the limit by a few.
        const hasRoom = (await readModels.countWebhooks()) < webhookLimit;
        const issued = await createWebhook(issuing, properties, hasRoom, causeOf(context, caller));
        return { status: 201, ...issuedAnswer(issued) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/webhooks',
      operation: 'listWebhooks',
      summary: 'Lists webhooks in order of creation.',
      tag,
      auth: 'service',
      permission: 'webhooks:read',
      query: pageQuery,
      answers: { 200: { description: 'A page of webhooks.', body: webhookPageJson } },
      refusals: ['invalid_cursor'],
      async handle({ query }) {
        const after = query.cursor === undefined ? START : decodeCursor(query.cursor, positionText);
        const { webhooks, next } = await readModels.listWebhooks(log, { after, limit: query.limit });
        const items = webhooks.map(toWebhookJson);
        return { status: 200, body: { items, next_cursor: next === null ? null : encodeCursor(next) } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/webhooks/{webhook_id}',
      operation: 'readWebhook',
      summary: 'Returns one webhook.',
      tag,
      auth: 'service',
      permission: 'webhooks:read',
      params: webhookPath,
      answers: { 200: { description: 'The webhook.', body: webhookJson } },
      refusals: ['unknown_webhook'],
      async handle({ params }) {
        const webhook = await findWebhook(log, params.webhook_id);
        if (webhook === null) throw new UnknownWebhook();
        return { status: 200, body: toWebhookJson(webhook), revision: webhook.revision };
      },
    }),
  ];
}

/**
 * Refuses event types that the caller may not read. This decides when a webhook is created or its types change: it outlives
 * the permissions of its creator.
 *
 * @throws ScopeNotHeld
 */
export function requireScopes(held: ReadonlySet<Permission>, types: readonly string[]): void {
  const required = types.flatMap((type) => scopeOf(type) ?? []);
  if (![...required, 'events:read' as const].every((scope) => held.has(scope))) throw new ScopeNotHeld();
}

/** Answers with a webhook after a change. */
export function changedAnswer({ webhook, position }: ChangedWebhook) {
  return { body: toWebhookJson(webhook), position, revision: webhook.revision };
}

/** Answers with a webhook and its new secret. The receivers of a webhook with a public key need no secret. */
export function issuedAnswer(changed: ChangedWebhook) {
  const { body, ...rest } = changedAnswer(changed);
  return { ...rest, body: { ...body, secret: body.signature === 'v1' ? changed.webhook.secret : null } };
}
