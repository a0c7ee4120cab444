import { z } from 'zod';
import { knownPosition } from '../../../eventstore/known-position.js';
import type { EventStore, Position } from '../../../eventstore/port.js';
import { Problem } from '../problems/problem.js';

/** The schema of a log position in the body of a request. The empty text is the beginning of the log. */
export const positionInput = z.string().max(64);

/**
 * Returns the position that a client has sent.
 *
 * @throws Problem invalid_position: it is malformed, or beyond the end of the log
 */
export async function requirePosition(store: Pick<EventStore, 'head'>, text: string): Promise<Position> {
  const position = await knownPosition(store, text);
  if (position === null) throw new Problem('invalid_position');
  return position;
}
