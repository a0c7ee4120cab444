import { START, type Position } from '../port.js';

/** The digits of the largest bigint. */
const DIGITS = 19;

/** The position of a bigint that the database wrote as text: zeros in front, so that it sorts as text. */
export function positionOf(bigint: string): Position {
  return bigint === '0' ? START : (bigint.padStart(DIGITS, '0') as Position);
}

/** The text of the bigint that a position stands for. */
export function bigintOf(position: Position): string {
  return position === START ? '0' : position;
}
