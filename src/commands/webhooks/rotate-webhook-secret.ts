import { z } from 'zod';
import * as decisions from '../../domain/webhook/decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import { schemeOf } from '../../security/webhooks/webhook-secrets.js';
import type { WebhookSecrets } from '../../security/webhooks/webhook-secrets.js';
import type { CommandDependencies } from '../dependencies.js';
import { changeWebhook } from './change-webhook.js';
import type { ChangedWebhook } from './change-webhook.js';
import { webhookSignature } from './create-webhook.js';

const DAY_S = 24 * 3600;

export const rotateWebhookSecretInput = z.strictObject({
  overlap_seconds: z
    .int()
    .min(0)
    .max(7 * DAY_S)
    .default(DAY_S)
    .meta({
      description: 'Seconds during which deliveries also carry a signature with the previous secret.',
    }),
  signature: webhookSignature.optional(),
});

/**
 * Rotates the secret of an endpoint. Its signatures keep their scheme unless another one is chosen.
 *
 * @throws UnknownWebhook
 */
export async function rotateWebhookSecret(
  { log, webhookSecrets }: Pick<CommandDependencies, 'log'> & { webhookSecrets: WebhookSecrets },
  id: string,
  { overlap_seconds: overlap, signature }: z.output<typeof rotateWebhookSecretInput>,
  cause: Cause,
): Promise<ChangedWebhook> {
  return await changeWebhook({ log }, id, cause, (webhook) => {
    const scheme = signature ?? (webhook.status === 'unknown' ? 'v1' : schemeOf(webhook.secret));
    const secret = webhookSecrets.make(id, cause.commandId, scheme);
    return decisions.rotateWebhookSecret(webhook, secret, overlap * 1000, cause.now);
  });
}
