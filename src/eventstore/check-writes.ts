import { isEphemeral } from '../domain/event-catalog.js';
import type { Write } from './port.js';

/**
 * Refuses what no store could append: nothing at all, a stream or an event id named twice, a revision
 * that cannot be, an append that would not stay itself, history that would not stay.
 *
 * @throws TypeError always a mistake of the calling code
 */
export function checkWrites(writes: readonly Write[]): void {
  if (writes.length === 0) throw new TypeError('An append names at least one stream.');
  const streams = new Set<string>();
  const ids = new Set<string>();
  for (const { stream, expected, events, keepLast } of writes) {
    if (events.length === 0) throw new TypeError(`An append to ${stream} has no events.`);
    if (streams.has(stream)) throw new TypeError(`An append names ${stream} twice.`);
    streams.add(stream);
    if (typeof expected === 'number' && !(Number.isInteger(expected) && expected >= 0)) {
      throw new TypeError(`${String(expected)} is no revision.`);
    }
    if (keepLast !== undefined && !(Number.isInteger(keepLast) && keepLast >= events.length)) {
      throw new TypeError(`An append of ${String(events.length)} events cannot keep ${String(keepLast)}.`);
    }
    if (keepLast !== undefined && !isEphemeral(stream)) {
      throw new TypeError(`${stream} is history, of which every event stays.`);
    }
    for (const { id } of events) {
      if (ids.has(id)) throw new TypeError(`An append names event ${id} twice.`);
      ids.add(id);
    }
  }
}
