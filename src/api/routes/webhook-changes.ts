import { z } from 'zod';
import {
  webhookContact,
  webhookDescription,
  webhookFilter,
  webhookUrl,
} from '../../commands/webhooks/create-webhook.js';
import { deleteWebhook } from '../../commands/webhooks/delete-webhook.js';
import { pauseWebhook } from '../../commands/webhooks/pause-webhook.js';
import { resumeWebhook, resumeWebhookInput } from '../../commands/webhooks/resume-webhook.js';
import {
  rotateWebhookSecret,
  rotateWebhookSecretInput,
} from '../../commands/webhooks/rotate-webhook-secret.js';
import { updateWebhook } from '../../commands/webhooks/update-webhook.js';
import { uuidSchema } from '../../domain/ids.js';
import { UnknownWebhook } from '../../domain/webhook/decisions.js';
import { findWebhook } from '../../projections/views/webhooks/query.js';
import { newWebhookJson, webhookJson } from '../answers/webhook-json.js';
import { causeOf } from '../http/requests/cause.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';
import { changedAnswer, issuedAnswer, requireScopes, typesInput } from './webhooks.js';

const tag = 'Webhooks';
const webhookPath = z.strictObject({ webhook_id: uuidSchema });

/** Routes that change a webhook. */
export function webhookChangeRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, webhookReach, webhookSecrets } = dependencies;
  const { log } = commands;
  const changedWebhook = z.strictObject({
    url: webhookUrl(webhookReach).optional(),
    description: webhookDescription.optional(),
    contact_email: webhookContact.optional(),
    types: typesInput.optional(),
    filter: webhookFilter.optional(),
  });

  return [
    defineRoute({
      method: 'patch',
      path: '/v1/webhooks/{webhook_id}',
      operation: 'updateWebhook',
      summary: 'Changes properties of a webhook. Its deliveries continue where they are.',
      tag,
      auth: 'service',
      permission: 'webhooks:write',
      params: webhookPath,
      body: changedWebhook,
      answers: { 200: { description: 'The changed webhook.', body: webhookJson } },
      refusals: ['unknown_webhook'],
      async handle({ params, body, context, caller }) {
        const { contact_email: contact, types, filter, url, description } = body;
        const webhook = await findWebhook(log, params.webhook_id);
        if (webhook === null) throw new UnknownWebhook();
        // Another URL gets the events of all types, also of those that stay.
        requireScopes(caller.scopes, types ?? webhook.types);
        const changes = {
          ...(url !== undefined && { url }),
          ...(description !== undefined && { description }),
          ...(contact !== undefined && { contact }),
          ...(types !== undefined && { types }),
          ...(filter !== undefined && { filter }),
        };
        const cause = causeOf(context, caller);
        return {
          status: 200,
          ...changedAnswer(await updateWebhook({ log }, webhook.id, changes, cause)),
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/webhooks/{webhook_id}/rotate-secret',
      operation: 'rotateWebhookSecret',
      summary: 'Replaces the secret. Deliveries are signed with both secrets for a grace period.',
      tag,
      auth: 'service',
      permission: 'webhooks:write',
      params: webhookPath,
      body: rotateWebhookSecretInput,
      answers: { 200: { description: 'The webhook with its new secret.', body: newWebhookJson } },
      refusals: ['unknown_webhook'],
      async handle({ params, body, context, caller }) {
        const cause = causeOf(context, caller);
        const issued = await rotateWebhookSecret({ log, webhookSecrets }, params.webhook_id, body, cause);
        return { status: 200, ...issuedAnswer(issued) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/webhooks/{webhook_id}/pause',
      operation: 'pauseWebhook',
      summary: 'Pauses the deliveries. The events wait in the log.',
      tag,
      auth: 'service',
      permission: 'webhooks:write',
      params: webhookPath,
      answers: { 200: { description: 'The paused webhook.', body: webhookJson } },
      refusals: ['unknown_webhook'],
      async handle({ params, context, caller }) {
        const cause = causeOf(context, caller);
        const changed = await pauseWebhook({ log }, params.webhook_id, 'requested', cause);
        return { status: 200, ...changedAnswer(changed) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/webhooks/{webhook_id}/resume',
      operation: 'resumeWebhook',
      summary: 'Resumes the deliveries, and repeats the failed ones at once.',
      tag,
      auth: 'service',
      permission: 'webhooks:write',
      params: webhookPath,
      body: resumeWebhookInput,
      answers: { 200: { description: 'The active webhook.', body: webhookJson } },
      refusals: ['unknown_webhook'],
      async handle({ params, body, context, caller }) {
        const changed = await resumeWebhook({ log }, params.webhook_id, body, causeOf(context, caller));
        return { status: 200, ...changedAnswer(changed) };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/webhooks/{webhook_id}',
      operation: 'deleteWebhook',
      summary: 'Deletes a webhook and the history of its deliveries.',
      tag,
      auth: 'service',
      permission: 'webhooks:write',
      params: webhookPath,
      answers: { 200: { description: 'The deleted webhook.', body: webhookJson } },
      refusals: ['unknown_webhook'],
      async handle({ params, context, caller }) {
        const changed = await deleteWebhook({ log }, params.webhook_id, causeOf(context, caller));
        return { status: 200, ...changedAnswer(changed) };
      },
    }),
  ];
}
