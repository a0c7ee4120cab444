import { consumerList } from '../../domain/consumer/consumers.js';
import type { Consumer } from '../../domain/consumer/consumers.js';
import {
  deleteConsumer as decideDeletion,
  requireConsumer,
  setConsumer as decide,
} from '../../domain/consumer/decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

type Log = Pick<CommandDependencies, 'log'>;

/**
 * Creates a named consumer of the feed, or changes it. A new one without a position begins at the end of the log.
 *
 * @throws ConsumerLimit
 */
export async function setConsumer(
  { log }: Log,
  properties: Parameters<typeof decide>[1],
  cause: Cause,
): Promise<{ consumer: Consumer; position: Position | null }> {
  const head = await log.store.head();
  const { states, position } = await handle(log, cause, { list: consumerList }, ({ list }) => ({
    list: decide(list, properties, head),
  }));
  return { consumer: requireConsumer(states.list, properties.name), position };
}

/** @throws UnknownConsumer */
export async function deleteConsumer(
  { log }: Log,
  name: string,
  cause: Cause,
): Promise<{ position: Position | null }> {
  const { position } = await handle(log, cause, { list: consumerList }, ({ list }) => ({
    list: decideDeletion(list, name),
  }));
  return { position };
}
