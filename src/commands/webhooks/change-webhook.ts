import { UnknownWebhook } from '../../domain/webhook/decisions.js';
import type { WebhookEvent } from '../../domain/webhook/events.js';
import { webhookAt } from '../../domain/webhook/webhook.js';
import type { Endpoint, Webhook } from '../../domain/webhook/webhook.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/** An endpoint after a command. */
export interface ChangedWebhook {
  readonly webhook: Endpoint;
  readonly position: Position | null;
  /** The events of the command. */
  readonly eventIds: readonly string[];
}

/**
 * Carries out a decision about one endpoint.
 *
 * @throws UnknownWebhook
 */
export async function changeWebhook(
  { log }: Pick<CommandDependencies, 'log'>,
  id: string,
  cause: Cause,
  decide: (webhook: Webhook) => readonly WebhookEvent[],
): Promise<ChangedWebhook> {
  const { states, streams, position } = await handle(
    log,
    cause,
    { webhook: webhookAt(id) },
    ({ webhook }) => ({ webhook: decide(webhook) }),
  );
  if (states.webhook.status === 'unknown') throw new UnknownWebhook();
  const eventIds = streams.flatMap(({ commands }) => commands.get(cause.commandId)?.eventIds ?? []);
  return { webhook: states.webhook, position, eventIds };
}
