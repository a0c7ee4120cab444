import { z } from 'zod';
import { START } from '../../../eventstore/port.js';
import type { EventStore, Position } from '../../../eventstore/port.js';
import { Problem } from '../problems/problem.js';
import { isPosition } from './position.js';

/** The schema of a log position in the body of a request. The empty text is the beginning of the log. */
export const positionInput = z.string().max(64);

/**
 * Returns the position that a client has sent.
 *
 * @throws Problem invalid_position: it is malformed, or beyond the end of the log
 */
export async function knownPosition(store: Pick<EventStore, 'head'>, text: string): Promise<Position> {
  if (text === START) return START;
  if (!isPosition(text)) throw new Problem('invalid_position');
  const head = await store.head();
  // All positions of a log have the same length.
  if (text.length !== head.length || text > head) throw new Problem('invalid_position');
  return text;
}
