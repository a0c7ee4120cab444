import { START, type Position } from '../port.js';

/** The number of digits of the largest bigint. */
const DIGITS = 19;

/** Converts the text of a bigint to a position. Leading zeros make it sort as text. */
export function positionOf(bigint: string): Position {
  return bigint === '0' ? START : (bigint.padStart(DIGITS, '0') as Position);
}

/** Converts a position to the text of its bigint. */
export function bigintOf(position: Position): string {
  return position === START ? '0' : position;
}

/** Returns the position before an event's. Positions have no gaps. */
export function positionBefore(position: Position): Position {
  return positionOf((BigInt(position) - 1n).toString());
}
