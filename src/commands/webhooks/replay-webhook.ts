import * as decisions from '../../domain/webhook/decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { changeWebhook } from './change-webhook.js';
import type { ChangedWebhook } from './change-webhook.js';

/** The events to deliver again: those after `from` up to `to`. */
export interface ReplayRange {
  readonly from: Position;
  readonly to: Position;
  /** Their types; empty: all types of the endpoint. */
  readonly types: readonly string[];
}

/**
 * Delivers the events of a range again, with the ids of the first delivery. A later replay replaces one that is under way.
 *
 * @throws UnknownWebhook
 */
export async function replayWebhook(
  dependencies: Pick<CommandDependencies, 'log'>,
  id: string,
  range: ReplayRange,
  cause: Cause,
): Promise<ChangedWebhook> {
  return await changeWebhook(dependencies, id, cause, (webhook) => decisions.replayWebhook(webhook, range));
}
