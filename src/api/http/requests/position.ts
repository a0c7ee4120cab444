import { z } from 'zod';
import { knownPosition } from '../../../eventstore/known-position.js';
import type { EventStore, Position } from '../../../eventstore/port.js';
import { Problem } from '../problems/problem.js';

const POSITION = /^[0-9A-Za-z-]{1,64}$/;

/** Checks the form of a log position. Only the log knows whether the position exists. */
export function isPosition(text: unknown): text is Position {
  return typeof text === 'string' && POSITION.test(text);
}

/** The schema of a position in a cursor. */
export const positionText = z.custom<Position>(isPosition);

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
