import { START } from './port.js';
import type { EventStore, Position } from './port.js';

/**
 * Returns a text from outside as a position of this log, or null if it is malformed or beyond the head. Its event may have
 * been deleted.
 *
 * @param known a position of the log that is known without a query
 */
export async function knownPosition(
  store: Pick<EventStore, 'head'>,
  text: string,
  known: Position = START,
): Promise<Position | null> {
  if (text === START || isWithin(known, text) || isWithin(await store.head(), text)) return text as Position;
  return null;
}

/** Positions of one log have the same digits at the same places, so they compare as text. */
function isWithin(head: Position, text: string): boolean {
  return formOf(text) === formOf(head) && text <= head;
}

function formOf(text: string): string {
  return text.replaceAll(/\d/g, '0');
}
