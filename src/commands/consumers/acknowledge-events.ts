import { acknowledgedBy, consumerList } from '../../domain/consumer/consumers.js';
import type { Consumer } from '../../domain/consumer/consumers.js';
import { acknowledge, requireConsumer } from '../../domain/consumer/decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/**
 * Records that a consumer has handled every event up to a position.
 *
 * @throws UnknownConsumer
 */
export async function acknowledgeEvents(
  { log }: Pick<CommandDependencies, 'log'>,
  { name, position }: { readonly name: string; readonly position: Position },
  cause: Cause,
): Promise<Consumer> {
  const consumer = requireConsumer(await loadState(log, consumerList), name);
  await handle(log, cause, { acknowledged: acknowledgedBy(consumer) }, ({ acknowledged }) => ({
    acknowledged: acknowledge(consumer, acknowledged, position),
  }));
  return consumer;
}
