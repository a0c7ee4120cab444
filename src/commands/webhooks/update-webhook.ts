import { changeWebhook as decide } from '../../domain/webhook/decisions.js';
import type { WebhookProperties } from '../../domain/webhook/webhook.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { changeWebhook } from './change-webhook.js';
import type { ChangedWebhook } from './change-webhook.js';

/**
 * Changes some of the properties of an endpoint.
 *
 * @throws UnknownWebhook
 */
export async function updateWebhook(
  dependencies: Pick<CommandDependencies, 'log'>,
  id: string,
  changes: Partial<WebhookProperties>,
  cause: Cause,
): Promise<ChangedWebhook> {
  return await changeWebhook(dependencies, id, cause, (webhook) => decide(webhook, changes));
}
