import { z } from 'zod';
import { START } from '../../eventstore/port.js';
import type { Position, StoredEvent } from '../../eventstore/port.js';
import type { Feed } from '../feed/feed.js';
import { Problem } from '../http/problems/problem.js';

/** A point of the log in a query: a position, or a time. */
export const instantText = z
  .string()
  .max(64)
  .meta({ description: 'A position of the log, or a time such as `2026-11-27T12:00:00Z`.' });

/** A point of the log: a position, or a time. */
export type Instant = Position | Date;

/**
 * Parses a point of the log.
 *
 * @throws Problem invalid_position
 */
export async function parseInstant(feed: Pick<Feed, 'knownPosition'>, text: string): Promise<Instant> {
  if (z.iso.datetime({ offset: true }).safeParse(text).success) return new Date(text);
  const position = await feed.knownPosition(text);
  if (position === null) throw new Problem('invalid_position');
  return position;
}

/**
 * Returns the position of a point. That of a time is the last one before it. EventStoreDB reads a part of the log
 * backwards to find it, so use `positionWithin` if the events of one stream suffice.
 *
 * @throws Problem invalid_position
 */
export async function positionOfInstant(
  feed: Pick<Feed, 'knownPosition' | 'positionAt'>,
  text: string,
): Promise<Position> {
  const instant = await parseInstant(feed, text);
  return instant instanceof Date ? await feed.positionAt(instant) : instant;
}

/** Returns the position of a point among the events of a stream. That of a time is the last event recorded before it. */
export function positionWithin(stream: readonly StoredEvent[], instant: Instant): Position {
  if (!(instant instanceof Date)) return instant;
  return stream.findLast(({ recordedAt }) => recordedAt < instant)?.position ?? START;
}
