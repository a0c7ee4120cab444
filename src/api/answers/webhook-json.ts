import { z } from 'zod';
import { PUBLIC_TYPES, scopeOf } from '../../domain/public-events/public-types.js';
import type { Endpoint } from '../../domain/webhook/webhook.js';
import { publicKeyOf } from '../../security/webhooks/signing-key-text.js';
import { schemeOf, SIGNATURE_SCHEMES } from '../../security/webhooks/webhook-secrets.js';

/** The types that a webhook can name. */
export const webhookTypes = Object.keys(PUBLIC_TYPES).filter((type) => scopeOf(type) !== null);

const webhookShape = {
  id: z.uuid(),
  url: z.string(),
  description: z.string(),
  contact_email: z.string().nullable(),
  types: z.array(z.string()).meta({
    description: 'The event types; empty: every type that needs no scope beside `events:read`.',
  }),
  filter: z.strictObject({ subjects: z.array(z.string()), actors: z.array(z.string()) }).meta({
    description: 'The subjects and the actors whose events are delivered; empty: all.',
  }),
  signature: z.enum(SIGNATURE_SCHEMES),
  public_key: z.string().nullable().meta({
    description: 'The key that verifies signatures of `v1a`: `whpk_` and base64. Null for `v1`.',
  }),
  status: z.enum(['active', 'paused', 'deleted']),
  pause_reason: z.enum(['requested', 'gone', 'failing']).nullable().meta({
    description: '`gone`: the receiver answered 410. `failing`: every delivery of a day failed.',
  }),
  created_at: z.iso.datetime(),
};
export const webhookJson = z.strictObject(webhookShape).meta({ id: 'Webhook' });
export const newWebhookJson = z
  .strictObject({
    ...webhookShape,
    secret: z.string().nullable().meta({
      description: 'The secret that signs deliveries. It is returned only once, and not for `v1a`.',
    }),
  })
  .meta({ id: 'NewWebhook' });
export const webhookPageJson = z
  .strictObject({ items: z.array(webhookJson), next_cursor: z.string().nullable() })
  .meta({ id: 'WebhookPage' });

export function toWebhookJson(webhook: Endpoint): z.input<typeof webhookJson> {
  const scheme = schemeOf(webhook.secret);
  return {
    id: webhook.id,
    url: webhook.url,
    description: webhook.description,
    contact_email: webhook.contact,
    types: [...webhook.types],
    filter: { subjects: [...webhook.filter.subjects], actors: [...webhook.filter.actors] },
    signature: scheme,
    public_key: scheme === 'v1a' ? publicKeyOf(webhook.secret) : null,
    status: webhook.status,
    pause_reason: webhook.pauseReason,
    created_at: webhook.createdAt.toISOString(),
  };
}
