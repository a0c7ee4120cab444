import { InvalidConfiguration } from '../../config/invalid-configuration.js';
import type { EventStore, Position } from '../../eventstore/port.js';
import { knownPosition } from '../../eventstore/known-position.js';

/**
 * Returns the position of an option: `head`, a position of the log, or a time.
 *
 * @throws InvalidConfiguration it is none of these
 */
export async function logPosition(
  store: Pick<EventStore, 'head' | 'positionAt'>,
  text: string,
): Promise<Position> {
  if (text === 'head') return await store.head();
  const time = new Date(text);
  const isTime = text.includes(':') && !Number.isNaN(time.getTime());
  const position = isTime ? await store.positionAt(time) : await knownPosition(store, text);
  if (position !== null) return position;
  throw new InvalidConfiguration(
    `${text} is neither a position of the log nor a time such as 2026-11-27T12:00:00Z`,
  );
}
