import { isEphemeral } from '../domain/event-catalog.js';
import type { Write } from './port.js';

/**
 * Rejects writes that no store could append: an empty append, a duplicate stream or event id, an impossible revision, an
 * append larger than the stream's retention, and a retention for history.
 *
 * @throws TypeError the calling code has a bug
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
      throw new TypeError(`${String(expected)} is not a revision.`);
    }
    if (keepLast !== undefined && !(Number.isInteger(keepLast) && keepLast >= events.length)) {
      throw new TypeError(`An append of ${String(events.length)} events cannot keep ${String(keepLast)}.`);
    }
    if (keepLast !== undefined && !isEphemeral(stream)) {
      throw new TypeError(`${stream} is history and retains all its events.`);
    }
    for (const { id } of events) {
      if (ids.has(id)) throw new TypeError(`An append names event ${id} twice.`);
      ids.add(id);
    }
  }
}
