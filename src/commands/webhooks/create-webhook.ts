import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import * as decisions from '../../domain/webhook/decisions.js';
import type { NewWebhook } from '../../domain/webhook/decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import { SIGNATURE_SCHEMES } from '../../security/webhooks/webhook-secrets.js';
import type { SignatureScheme, WebhookSecrets } from '../../security/webhooks/webhook-secrets.js';
import { complaintAboutUrl } from '../../security/webhooks/webhook-url.js';
import type { ReachRules } from '../../security/webhooks/webhook-url.js';
import type { CommandDependencies } from '../dependencies.js';
import * as fields from '../input-schemas.js';
import { changeWebhook } from './change-webhook.js';
import type { ChangedWebhook } from './change-webhook.js';

const MAX_URL_LENGTH = 2048;
const MAX_DESCRIPTION_LENGTH = 256;

/** Returns the schema of the URL of an endpoint. */
export function webhookUrl(rules: ReachRules) {
  return z
    .string()
    .max(MAX_URL_LENGTH)
    .superRefine((url, context) => {
      const message = complaintAboutUrl(url, rules);
      if (message !== null) context.addIssue({ code: 'custom', message });
    })
    .meta({ format: 'uri', example: 'https://example.com/credence' });
}

export const webhookDescription = z.string().max(MAX_DESCRIPTION_LENGTH).meta({ example: 'Billing' });

export const webhookContact = fields.email.nullable().meta({
  description: 'The address that gets a mail when the service pauses the endpoint.',
  example: 'ops@example.com',
});

export const webhookSignature = z.enum(SIGNATURE_SCHEMES).meta({
  description: '`v1`: HMAC-SHA256 with a shared secret. `v1a`: Ed25519, verified with a public key.',
});

/** The most subjects, and the most actors, of one filter: each event is compared with them. */
const MAX_FILTER_VALUES = 100;

export const webhookFilter = z
  .strictObject({
    subjects: z.array(fields.subjectId).max(MAX_FILTER_VALUES).default([]).meta({
      description: 'Ids of people or things; empty: all.',
    }),
    actors: z.array(fields.actor).max(MAX_FILTER_VALUES).default([]).meta({
      description: '`user:<id>`, `api_key:<id>`, `service` and others; empty: all.',
    }),
  })
  .meta({ description: 'The subjects and the actors whose events are delivered.' });

/**
 * Creates an endpoint. A repeat of the command returns the same endpoint and secret.
 *
 * @param hasRoom false if there are as many endpoints as allowed
 * @throws TooManyWebhooks
 */
export async function createWebhook(
  { log, webhookSecrets }: Pick<CommandDependencies, 'log'> & { webhookSecrets: WebhookSecrets },
  { signature, ...properties }: NewWebhook & { readonly signature: SignatureScheme },
  hasRoom: boolean,
  cause: Cause,
): Promise<ChangedWebhook> {
  const id = uuidv5('webhook', cause.commandId);
  const secret = webhookSecrets.make(id, cause.commandId, signature);
  return await changeWebhook({ log }, id, cause, (webhook) =>
    decisions.createWebhook(webhook, secret, properties, hasRoom),
  );
}
