import type { Position, StoredEvent } from '../port.js';

interface Page {
  readonly after: Position;
  readonly limit: number;
}

type ReadPage = (page: Page) => Promise<StoredEvent[]>;

/** The number of events in the shared tail. A reader that is further behind reads from the database. */
const TAIL_EVENTS = 5_000;

/**
 * Shares the newest events between all readers of a process that follow the head, so that each event is fetched and
 * parsed once. This is sound because gaps in the log never fill later: the events up to a read position do not change.
 */
export function readThroughTail(read: ReadPage): ReadPage {
  /** The events after `start` that were read, without a gap. */
  let tail: { readonly start: Position; readonly events: readonly StoredEvent[] } | null = null;
  let fetching: Promise<StoredEvent[]> | null = null;

  async function extend(end: Position, limit: number): Promise<StoredEvent[]> {
    const page = await read({ after: end, limit });
    const before = tail?.events.at(-1)?.position ?? tail?.start;
    const events = before === end ? [...(tail?.events ?? []), ...page] : page;
    const dropped = Math.max(0, events.length - TAIL_EVENTS);
    const start = dropped > 0 ? events[dropped - 1]?.position : before === end ? tail?.start : end;
    tail = { start: start ?? end, events: events.slice(dropped) };
    return page;
  }

  return async ({ after, limit }) => {
    const end = tail?.events.at(-1)?.position ?? tail?.start;
    if (tail !== null && after >= tail.start && end !== undefined && after <= end) {
      if (after < end) return tail.events.slice(firstAfter(tail.events, after)).slice(0, limit);
      fetching ??= extend(end, limit).finally(() => {
        fetching = null;
      });
      return (await fetching).slice(0, limit);
    }
    const page = await read({ after, limit });
    // A page that is not full ends at the head, so a shared tail can start with it.
    if (tail === null && page.length < limit) tail = { start: after, events: page };
    return page;
  };
}

/** Returns the index of the first event after a position, in events sorted by position. */
function firstAfter(events: readonly StoredEvent[], after: Position): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.position ?? '') > after) high = middle;
    else low = middle + 1;
  }
  return low;
}
