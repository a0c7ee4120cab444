import type { Position, StoredEvent } from '../port.js';

interface Page {
  readonly after: Position;
  readonly limit: number;
}

type ReadPage = (page: Page) => Promise<StoredEvent[]>;

/** Consecutive events of the log. */
interface Section {
  /** The position before the first event. */
  readonly start: Position;
  readonly events: readonly StoredEvent[];
}

/** The number of newest events that are retained. A reader that is further behind reads from the database. */
const TAIL_EVENTS = 5_000;

/**
 * The newest events of the log, shared by all readers of a process that follow the head: each event is fetched and parsed
 * once, and those of this process's own appends not at all. This is sound because gaps in the log never fill later: the
 * events up to a read position do not change.
 */
export class LogTail {
  readonly #readPage: ReadPage;
  #tail: Section | null = null;
  #fetching: Promise<void> | null = null;
  /** Counts the drops: a page that was asked for before one may be of a log that has lost events since. */
  #generation = 0;

  /** @param readPage reads a page from the database */
  constructor(readPage: ReadPage) {
    this.#readPage = readPage;
  }

  /** Reads a page for `EventStore.readAll`. */
  async read({ after, limit }: Page): Promise<StoredEvent[]> {
    const tail = this.#tail;
    if (tail === null || after < tail.start || after > endOf(tail)) return await this.#readFrom(after, limit);
    if (after === endOf(tail)) {
      this.#fetching ??= this.#fetch(after, limit).finally(() => (this.#fetching = null));
      await this.#fetching;
    }
    // Many appends of this process may have displaced the page meanwhile, or the tail was dropped.
    const current = this.#tail;
    if (current === null || current.start > after) return await this.#readPage({ after, limit });
    const first = firstAfter(current.events, after);
    return current.events.slice(first, first + limit);
  }

  /** Drops all events, because the log may have lost some: a failover can end with an earlier head. */
  forget(): void {
    this.#tail = null;
    this.#generation += 1;
  }

  /**
   * Adds events that this process has appended. They are ignored if events of other processes precede them that the tail
   * lacks; the next read fetches all of them.
   *
   * @param start the position before the first event
   */
  extend(start: Position, events: readonly StoredEvent[]): void {
    const tail = this.#tail;
    if (tail === null || start < tail.start || start > endOf(tail)) return;
    const end = endOf(tail);
    const known = tail.events[firstAfter(tail.events, start)];
    if (known !== undefined && events[0] !== undefined && known.id !== events[0].id) {
      this.forget();
      return;
    }
    const all = [...tail.events, ...events.filter(({ position }) => position > end)];
    const dropped = Math.max(0, all.length - TAIL_EVENTS);
    this.#tail = { start: all[dropped - 1]?.position ?? tail.start, events: all.slice(dropped) };
  }

  async #fetch(after: Position, limit: number): Promise<void> {
    const generation = this.#generation;
    const page = await this.#readPage({ after, limit });
    if (generation === this.#generation) this.extend(after, page);
  }

  async #readFrom(after: Position, limit: number): Promise<StoredEvent[]> {
    const generation = this.#generation;
    const page = await this.#readPage({ after, limit });
    // A page that is not full ends at the head, so a tail can start with it.
    const isCurrent = generation === this.#generation;
    if (isCurrent && this.#tail === null && page.length < limit) this.#tail = { start: after, events: page };
    return page;
  }
}

function endOf({ start, events }: Section): Position {
  return events.at(-1)?.position ?? start;
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
