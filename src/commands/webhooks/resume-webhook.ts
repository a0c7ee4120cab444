import { z } from 'zod';
import * as decisions from '../../domain/webhook/decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { changeWebhook } from './change-webhook.js';
import type { ChangedWebhook } from './change-webhook.js';

export const resumeWebhookInput = z.strictObject({
  from: z.enum(['pause', 'now']).default('pause').meta({
    description: '`pause`: deliveries continue where they stopped. `now`: events of the pause are skipped.',
  }),
});

/**
 * Resumes the deliveries to a paused endpoint.
 *
 * @throws UnknownWebhook
 */
export async function resumeWebhook(
  dependencies: Pick<CommandDependencies, 'log'>,
  id: string,
  { from }: z.output<typeof resumeWebhookInput>,
  cause: Cause,
): Promise<ChangedWebhook> {
  return await changeWebhook(dependencies, id, cause, (webhook) => decisions.resumeWebhook(webhook, from));
}
