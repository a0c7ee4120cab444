import * as decisions from '../../domain/webhook/decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { changeWebhook } from './change-webhook.js';
import type { ChangedWebhook } from './change-webhook.js';

/**
 * Deletes an endpoint, with its deliveries.
 *
 * @throws UnknownWebhook
 */
export async function deleteWebhook(
  dependencies: Pick<CommandDependencies, 'log'>,
  id: string,
  cause: Cause,
): Promise<ChangedWebhook> {
  return await changeWebhook(dependencies, id, cause, decisions.deleteWebhook);
}
