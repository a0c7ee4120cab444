import * as decisions from '../../domain/webhook/decisions.js';
import type { EventId } from '../../domain/ids.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { changeWebhook } from './change-webhook.js';
import type { ChangedWebhook } from './change-webhook.js';

/**
 * Delivers one event again, at once. If its subject is parked, the later events of the subject follow.
 *
 * @throws UnknownWebhook
 */
export async function retryDelivery(
  dependencies: Pick<CommandDependencies, 'log'>,
  id: string,
  eventId: EventId,
  cause: Cause,
): Promise<ChangedWebhook> {
  return await changeWebhook(dependencies, id, cause, (webhook) => decisions.retryDelivery(webhook, eventId));
}
