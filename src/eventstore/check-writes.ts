import { isEphemeral } from '../domain/event-catalog.js';
import type { Write } from './port.js';

/**
 * Rejects writes that no store could append: an empty append, a duplicate stream or event id, an impossible revision, an
 * append larger than the stream's retention, a retention for history, and a guard that asserts nothing.
 *
 * @throws TypeError the calling code has a bug
 */
export function checkWrites(writes: readonly Write[]): void {
  if (!writes.some(({ events }) => events.length > 0))
    throw new TypeError('An append has at least one event.');
  const streams = new Set<string>();
  const ids = new Set<string>();
  for (const write of writes) {
    const { stream, expected, events } = write;
    if (streams.has(stream)) throw new TypeError(`An append names ${stream} twice.`);
    streams.add(stream);
    if (typeof expected === 'number' && !(Number.isInteger(expected) && expected >= 0)) {
      throw new TypeError(`${String(expected)} is not a revision.`);
    }
    if (events.length === 0 && expected === 'any')
      throw new TypeError(`The guard of ${stream} asserts nothing.`);
    checkRetention(write);
    for (const { id } of events) {
      if (ids.has(id)) throw new TypeError(`An append names event ${id} twice.`);
      ids.add(id);
    }
  }
}

function checkRetention({ stream, events, keepLast }: Write): void {
  if (keepLast === undefined) return;
  if (!(Number.isInteger(keepLast) && keepLast >= events.length)) {
    throw new TypeError(`An append of ${String(events.length)} events cannot keep ${String(keepLast)}.`);
  }
  if (!isEphemeral(stream)) throw new TypeError(`${stream} is history and retains all its events.`);
}
