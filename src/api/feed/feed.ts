import type { Registry } from 'prom-client';
import { knownPosition } from '../../eventstore/known-position.js';
import type { EventStore, Position, StoredEvent } from '../../eventstore/port.js';
import type { RecentEvents } from '../../projections/live/recent-events.js';
import { eventStreams } from './event-stream.js';
import type { EventStreams } from './event-stream.js';
import type { FeedPage, FeedRequest } from './feed-page.js';
import type { ToPublicForm } from '../../eventstore/public-form.js';
import { selects } from './selection.js';

export interface FeedParts {
  readonly store: Pick<EventStore, 'readAll' | 'head' | 'positionAt'>;
  readonly recent: RecentEvents;
  readonly toPublicForm: ToPublicForm;
}

/** The public events of the log, for consumers of this process. */
export interface Feed {
  /**
   * Returns a position that a client sent, or null if it is malformed or beyond the head. The log may have deleted its
   * event.
   */
  knownPosition(text: string): Promise<Position | null>;
  head(): Promise<Position>;
  /** Returns a position before which every event was recorded before a time. */
  positionAt(time: Date): Promise<Position>;
  /** Returns the next events, or waits for the first one for a bounded time. */
  wait(request: FeedRequest, timeoutMs: number): Promise<FeedPage>;
  readonly streams: EventStreams;
}

/** @param maxStreams streams that this process opens at a time */
export function createFeed(parts: FeedParts, maxStreams: number, registry: Registry): Feed {
  return {
    knownPosition: (text) => knownPosition(parts.store, text, parts.recent.newest()),
    head: () => parts.store.head(),
    positionAt: (time) => parts.store.positionAt(time),
    wait: (request, timeoutMs) => waitForFeed(parts, request, timeoutMs),
    streams: eventStreams((request) => readFeed(parts, request), parts.recent, maxStreams, registry),
  };
}

/** Events that one request searches. The consumer continues at `next`. */
const MAX_SEARCHED = 10_000;
/** Events of the first page at least, and of each further one, because few events pass the filter then. */
const MIN_PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 1_000;

/** Returns the next public events, at once. */
export async function readFeed(parts: FeedParts, request: FeedRequest): Promise<FeedPage> {
  const { limit, selection, personal } = request;
  const found: StoredEvent[] = [];
  let next = request.after;
  let caughtUp = false;
  // Most of a page would be read again for the rest of an answer, so half an answer is enough.
  for (let searched = 0; searched < MAX_SEARCHED && 2 * found.length < limit && !caughtUp;) {
    const size = searched === 0 ? Math.max(limit, MIN_PAGE_SIZE) : MAX_PAGE_SIZE;
    const page = await readPage(parts, next, size);
    for (const event of page) {
      if (found.length === limit) break;
      next = event.position;
      if (selects(selection, event)) found.push(event);
    }
    caughtUp = page.length < size && next === (page.at(-1)?.position ?? next);
    searched += page.length;
  }
  return { items: await parts.toPublicForm(found, personal), next, caughtUp };
}

async function waitForFeed(parts: FeedParts, request: FeedRequest, timeoutMs: number): Promise<FeedPage> {
  const until = performance.now() + timeoutMs;
  let page = await readFeed(parts, request);
  while (page.items.length === 0) {
    const left = until - performance.now();
    if (left <= 0 || !page.caughtUp || !(await parts.recent.wait(page.next, left))) break;
    page = await readFeed(parts, { ...request, after: page.next });
  }
  return page;
}

/** Returns the events after a position, from memory if they are there. A page that is not full ends at the head. */
async function readPage(
  { store, recent }: FeedParts,
  after: Position,
  limit: number,
): Promise<readonly StoredEvent[]> {
  const known = recent.after(after);
  return known === null ? await store.readAll({ after, limit }) : known.slice(0, limit);
}
