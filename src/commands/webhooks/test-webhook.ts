import * as decisions from '../../domain/webhook/decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { changeWebhook } from './change-webhook.js';
import type { ChangedWebhook } from './change-webhook.js';

/**
 * Records a test of an endpoint. The event of the test is delivered to it like any other.
 *
 * @throws UnknownWebhook
 */
export async function testWebhook(
  dependencies: Pick<CommandDependencies, 'log'>,
  id: string,
  cause: Cause,
): Promise<ChangedWebhook> {
  return await changeWebhook(dependencies, id, cause, decisions.testWebhook);
}
