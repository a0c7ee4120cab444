import type { Registry } from 'prom-client';
import { Gauge } from 'prom-client';
import { isOutage } from '../../eventstore/outage.js';
import type { RecentEvents } from '../../projections/live/recent-events.js';
import type { FeedPage, FeedRequest } from './feed-page.js';

/** The open Server-Sent Events streams of this process. */
export interface EventStreams {
  /** Tells whether another stream may open. */
  hasRoom(): boolean;
  /** Returns the chunks of a stream, until its signal ends or this process stops. Each chunk is whole events. */
  open(request: Omit<FeedRequest, 'limit'>, signal: AbortSignal): AsyncIterable<string>;
}

type ReadFeed = (request: FeedRequest) => Promise<FeedPage>;

/** Proxies close connections on which nothing moves, often after 30 s or 60 s. */
const HEARTBEAT_MS = 15_000;
/** Events of one chunk. The next ones are read after the client has taken them. */
const CHUNK_EVENTS = 100;
/** Time after which a client reconnects. */
const RETRY_MS = 1000;

/** @param most streams that this process opens at a time */
export function eventStreams(
  read: ReadFeed,
  recent: RecentEvents,
  most: number,
  registry: Registry,
): EventStreams {
  let open = 0;
  new Gauge({
    name: 'credence_event_streams',
    help: 'Open streams of events (GET /v1/events/stream) of this process.',
    registers: [registry],
    collect() {
      this.set(open);
    },
  });
  return {
    hasRoom: () => open < most,
    async *open(request, signal) {
      open += 1;
      try {
        yield* chunks(read, recent, request, signal);
      } catch (error) {
        // The client reconnects, and resumes where it was.
        if (!isOutage(error)) throw error;
      } finally {
        open -= 1;
      }
    },
  };
}

/** Pulls one chunk after the other, so that a slow client holds no more than one of them. */
async function* chunks(
  read: ReadFeed,
  recent: RecentEvents,
  { after, ...request }: Omit<FeedRequest, 'limit'>,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let position = after;
  let sentAt = performance.now();
  // A client that loses the connection before its first event resumes from here.
  yield `retry: ${String(RETRY_MS)}\nid: ${position}\n\n`;
  while (!signal.aborted) {
    const { items, next, caughtUp } = await read({
      ...request,
      after: position,
      limit: CHUNK_EVENTS,
    });
    position = next;
    if (items.length > 0) {
      sentAt = performance.now();
      yield items.map((event) => `id: ${event.position}\ndata: ${JSON.stringify(event)}\n\n`).join('');
    } else if (performance.now() - sentAt >= HEARTBEAT_MS) {
      sentAt = performance.now();
      // An id without data moves the position of the client past events that its filter leaves out.
      yield `: still here\nid: ${position}\n\n`;
    }
    if (!caughtUp) continue;
    const hasMore = await recent.wait(position, sentAt + HEARTBEAT_MS - performance.now(), signal);
    if (!hasMore && recent.isStopped()) return;
  }
}
