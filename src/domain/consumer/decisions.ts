import { DomainError } from '../domain-error.js';
import type { Consumer, Consumers } from './consumers.js';
import type { AcknowledgementEvent, ConsumerEvent } from './events.js';

/** Each consumer costs a query whenever the metrics are read. */
export const MOST_CONSUMERS = 100;

/** There is no consumer with this name. */
export class UnknownConsumer extends DomainError {
  readonly code = 'unknown_consumer';
}
/** There are as many consumers as the service stores. */
export class ConsumerLimit extends DomainError {
  readonly code = 'consumer_limit';
}

interface Properties {
  readonly name: string;
  /** The event types, or null to keep them. A new consumer follows all. */
  readonly types: readonly string[] | null;
  /** The position to go on from, or null to keep the place. */
  readonly position: string | null;
}

/**
 * Creates a consumer, or changes it.
 *
 * @param head the position of a new consumer that names none
 * @throws ConsumerLimit
 */
export function setConsumer(
  consumers: Consumers,
  { name, types: asked, position }: Properties,
  head: string,
): ConsumerEvent[] {
  const before = consumers.get(name);
  const types = asked ?? before?.types ?? [];
  if (before === undefined && consumers.size >= MOST_CONSUMERS) throw new ConsumerLimit();
  const isSame = position === null && before?.types.join() === types.join();
  if (isSame) return [];
  const place = before === undefined ? (position ?? head) : position;
  return [{ type: 'ConsumerSet', data: { consumer: name, types: [...types], position: place } }];
}

/** @throws UnknownConsumer */
export function deleteConsumer(consumers: Consumers, name: string): ConsumerEvent[] {
  requireConsumer(consumers, name);
  return [{ type: 'ConsumerDeleted', data: { consumer: name } }];
}

/** @throws UnknownConsumer */
export function requireConsumer(consumers: Consumers, name: string): Consumer {
  const consumer = consumers.get(name);
  if (consumer === undefined) throw new UnknownConsumer();
  return consumer;
}

/** Moves a consumer on. A late acknowledgement of an earlier position changes nothing. */
export function acknowledge(
  consumer: Consumer,
  acknowledged: string | null,
  position: string,
): AcknowledgementEvent[] {
  const isLate = position <= (acknowledged ?? consumer.position);
  return isLate ? [] : [{ type: 'EventsAcknowledged', data: { position } }];
}
