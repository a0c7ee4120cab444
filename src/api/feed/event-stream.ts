import type { Registry } from 'prom-client';
import { Gauge } from 'prom-client';
import { textOf } from '../../eventstore/public-form.js';
import { isOutage } from '../../eventstore/outage.js';
import type { RecentEvents } from '../../projections/live/recent-events.js';
import { Problem } from '../http/problems/problem.js';
import type { FeedPage, FeedRequest } from './feed-page.js';

/** The open Server-Sent Events streams of this process. */
export interface EventStreams {
  /**
   * Opens a stream, and returns its chunks until its signal ends or this process stops. Each chunk is whole events.
   * Reading the chunks frees its place at the end.
   *
   * @param caller the actor that has the stream
   * @throws Problem too_busy
   */
  open(request: StreamRequest, caller: string, signal: AbortSignal): AsyncIterable<string>;
}

type StreamRequest = Omit<FeedRequest, 'limit'>;

type ReadFeed = (request: FeedRequest) => Promise<FeedPage>;

/** Proxies close connections on which nothing moves, often after 30 s or 60 s. */
const HEARTBEAT_MS = 15_000;
/** Events of one chunk. The next ones are read after the client has taken them. */
const CHUNK_EVENTS = 100;
/** Time after which a client reconnects. */
const RETRY_MS = 1000;

/** The part of all streams that one caller may have, so that it leaves room for others. */
const SHARE = 1 / 4;

/** @param most streams that this process opens at a time */
export function eventStreams(
  read: ReadFeed,
  recent: RecentEvents,
  most: number,
  registry: Registry,
): EventStreams {
  const places = limitedPlaces(most, Math.ceil(most * SHARE));
  new Gauge({
    name: 'credence_event_streams',
    help: 'Open streams of events (GET /v1/events/stream) of this process.',
    registers: [registry],
    collect() {
      this.set(places.taken());
    },
  });

  async function* untilFreed(request: StreamRequest, signal: AbortSignal, free: () => void) {
    try {
      yield* chunks(read, recent, request, signal);
    } catch (error) {
      // The client reconnects, and resumes where it was.
      if (!isOutage(error)) throw error;
    } finally {
      free();
    }
  }

  return {
    open(request, caller, signal) {
      const free = places.take(caller);
      if (free === null) throw new Problem('too_busy', { headers: { 'Retry-After': '2' } });
      return untilFreed(request, signal, free);
    },
  };
}

/** Counts places in total and by caller. */
function limitedPlaces(most: number, mostOfCaller: number) {
  const byCaller = new Map<string, number>();
  let total = 0;

  function move(caller: string, change: 1 | -1): void {
    const count = (byCaller.get(caller) ?? 0) + change;
    if (count > 0) byCaller.set(caller, count);
    else byCaller.delete(caller);
    total += change;
  }

  return {
    taken: () => total,
    /** Takes a place, and returns the function that frees it, or null if there is none. */
    take(caller: string): (() => void) | null {
      if (total >= most || (byCaller.get(caller) ?? 0) >= mostOfCaller) return null;
      move(caller, 1);
      return () => {
        move(caller, -1);
      };
    },
  };
}

/** Pulls one chunk after the other, so that a slow client holds no more than one of them. */
async function* chunks(
  read: ReadFeed,
  recent: RecentEvents,
  { after, ...request }: StreamRequest,
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
      yield items.map((event) => `id: ${event.position}\ndata: ${textOf(event)}\n\n`).join('');
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
