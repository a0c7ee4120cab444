import * as decisions from '../../domain/webhook/decisions.js';
import type { PauseReason } from '../../domain/webhook/webhook.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { changeWebhook } from './change-webhook.js';
import type { ChangedWebhook } from './change-webhook.js';

/**
 * Pauses the deliveries to an endpoint. The events wait in the log.
 *
 * @throws UnknownWebhook
 */
export async function pauseWebhook(
  dependencies: Pick<CommandDependencies, 'log'>,
  id: string,
  reason: PauseReason,
  cause: Cause,
): Promise<ChangedWebhook> {
  return await changeWebhook(dependencies, id, cause, (webhook) => decisions.pauseWebhook(webhook, reason));
}
