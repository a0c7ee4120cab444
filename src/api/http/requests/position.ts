import { z } from 'zod';
import type { Position } from '../../../eventstore/port.js';

const POSITION = /^[0-9A-Za-z-]{1,64}$/;

/** Whether a text has the form of a position; which of them are in the log, only the log knows. */
export function isPosition(text: unknown): text is Position {
  return typeof text === 'string' && POSITION.test(text);
}

/** A position as a client gives it back. */
export const positionText = z.custom<Position>(isPosition);
