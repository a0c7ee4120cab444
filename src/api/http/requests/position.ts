import { z } from 'zod';
import type { Position } from '../../../eventstore/port.js';

const POSITION = /^[0-9A-Za-z-]{1,64}$/;

/** Checks the form of a log position. Only the log knows whether the position exists. */
export function isPosition(text: unknown): text is Position {
  return typeof text === 'string' && POSITION.test(text);
}

/** The schema of a position in a cursor. */
export const positionText = z.custom<Position>(isPosition);
