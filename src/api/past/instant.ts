import { z } from 'zod';
import type { EventStore, Position } from '../../eventstore/port.js';
import type { Feed } from '../feed/feed.js';
import { Problem } from '../http/problems/problem.js';

/** A point of the log in a query: a position, or a time. */
export const instantText = z
  .string()
  .max(64)
  .meta({ description: 'A position of the log, or a time such as `2026-11-27T12:00:00Z`.' });

/**
 * Returns the position of a point of the log. That of a time is the last one before it.
 *
 * @throws Problem invalid_position
 */
export async function positionOfInstant(
  feed: Pick<Feed, 'knownPosition'>,
  store: Pick<EventStore, 'positionAt'>,
  text: string,
): Promise<Position> {
  const isTime = z.iso.datetime({ offset: true }).safeParse(text).success;
  const position = isTime ? await store.positionAt(new Date(text)) : await feed.knownPosition(text);
  if (position === null) throw new Problem('invalid_position');
  return position;
}
