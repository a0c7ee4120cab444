import { acknowledgedBy, consumerList } from '../../domain/consumer/consumers.js';
import type { Consumer } from '../../domain/consumer/consumers.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import type { Position } from '../../eventstore/port.js';

/** The place of a consumer in the log. */
export interface ConsumerPlace {
  readonly consumer: Consumer;
  /** The position up to which it has handled the events. */
  readonly position: Position;
  /** The age of the oldest event after that position, in seconds; 0 at the end of the log. */
  readonly lagSeconds: number;
}

/** Returns every named consumer with its place, in the order of their creation. */
export async function readConsumers(log: EventLog, now: Date): Promise<ConsumerPlace[]> {
  const consumers = await loadState(log, consumerList);
  return await Promise.all([...consumers.values()].map((consumer) => readPlace(log, consumer, now)));
}

/** Returns the place of a consumer. */
export async function readPlace(log: EventLog, consumer: Consumer, now: Date): Promise<ConsumerPlace> {
  // Only positions of the log are recorded.
  const position = ((await loadState(log, acknowledgedBy(consumer))) ?? consumer.position) as Position;
  const [next] = await log.store.readAll({ after: position, limit: 1 });
  const lagMs = next === undefined ? 0 : now.getTime() - next.recordedAt.getTime();
  return { consumer, position, lagSeconds: Math.max(0, lagMs / 1000) };
}
