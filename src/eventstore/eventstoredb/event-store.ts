import { BACKWARDS, END, EventStoreDBClient, excludeSystemEvents, FORWARDS } from '@eventstore/db-client';
import { START as FIRST, WrongExpectedVersionError } from '@eventstore/db-client';
import type { AllStreamRecordedEvent, Credentials, Direction, ReadPosition } from '@eventstore/db-client';
import { answerWithin, readWithin } from './calls.js';
import { AppendNotifier, type WarningLogger } from './append-notifier.js';
import { expectedRevision, fromWire, parsePosition, positionOf, toWire } from './wire-format.js';
import { CorruptedIdempotency, START, WrongExpectedRevision } from '../port.js';
import type { AppendResult, EventStore, Position, StoredEvent, Write } from '../port.js';
import { checkWrites } from '../check-writes.js';

/** The limit of a call if the connection string sets none. It equals the client's default deadline. */
const DEFAULT_LIMIT_MS = 10_000;

/** The number of events that one call reads to find the head. */
const HEAD_PAGE = 32;

/** The smallest number of events that one call reads, because most of them may be system events. */
const MIN_PAGE = 100;

export interface EventStoreDb extends EventStore {
  /** Stops the notifications and cancels the running reads. */
  stop(): Promise<void>;
}

/**
 * Opens the log in EventStoreDB 22.6 or newer. It connects on first use and reads page by page. Its one subscription only
 * notifies of appends.
 *
 * One append names one stream. The server recognises a repeat only at the expected revision, and with `any` and `exists`
 * only for a limited time. Each append therefore reads the stream first, so that no event id occurs twice in a stream. It
 * does not detect an id that *another* stream has.
 *
 * @param url an `esdb:` or `esdb+discover:` connection string; its `defaultDeadline`, in milliseconds, limits every call
 *   and is the interval at which the subscription is checked
 */
export function openEventStoreDb({ url, logger }: { url: string; logger?: WarningLogger }): EventStoreDb {
  const client = EventStoreDBClient.connectionString(url);
  const limitMs = timeLimit(url);
  const options = { credentials: credentials(url), requiresLeader: true };

  async function readStream(stream: string, after = -1): Promise<StoredEvent[]> {
    const events: StoredEvent[] = [];
    const read = client.readStream(stream, { ...options, fromRevision: BigInt(after + 1) });
    for await (const { event } of readWithin(limitMs, read)) {
      const stored = fromWire(event);
      if (stored !== undefined) events.push(stored);
    }
    return events;
  }

  /** Yields one page of all events, including system events. */
  async function* readPage(
    direction: Direction,
    fromPosition: ReadPosition,
    maxCount: number,
  ): AsyncGenerator<AllStreamRecordedEvent> {
    const { credentials } = options;
    const read = client.readAll({ direction, fromPosition, maxCount, credentials });
    for await (const { event } of readWithin(limitMs, read)) if (event !== undefined) yield event;
  }

  async function readAll({ after, limit }: { after: Position; limit: number }): Promise<StoredEvent[]> {
    const events: StoredEvent[] = [];
    // A read starts with the event at its start position, which is the last one of the previous page.
    const count = Math.max(limit, MIN_PAGE) + 1;
    let from: ReadPosition = after === START ? FIRST : parsePosition(after);
    let last = after;
    for (let received = count; received === count && events.length < limit;) {
      received = 0;
      // Reads the page to its end: stopping early resets the stream, and servers treat many resets as an attack.
      for await (const event of readPage(FORWARDS, from, count)) {
        received += 1;
        const position = positionOf(event.position);
        if (position <= last) continue;
        const stored = fromWire(event);
        if (stored !== undefined && events.length < limit) events.push(stored);
        from = event.position;
        last = position;
      }
    }
    return events;
  }

  async function eventAt(position: Position): Promise<StoredEvent | null> {
    let found: StoredEvent | undefined;
    // A read starts with the event at its start position.
    for await (const event of readPage(FORWARDS, parsePosition(position), 1)) {
      if (positionOf(event.position) === position) found = fromWire(event);
    }
    return found ?? null;
  }

  /** Reads backwards, because the server has no order by time. */
  async function positionAt(time: Date, bound?: Position): Promise<Position> {
    let from: ReadPosition = bound === undefined ? END : parsePosition(bound);
    for (let received = MIN_PAGE; received === MIN_PAGE;) {
      received = 0;
      let found: Position | undefined;
      for await (const event of readPage(BACKWARDS, from, MIN_PAGE)) {
        received += 1;
        if (found === undefined && event.created < time) found = positionOf(event.position);
        from = event.position;
      }
      if (found !== undefined) return found;
    }
    return START;
  }

  async function head(): Promise<Position> {
    let from: ReadPosition = END;
    for (let received = HEAD_PAGE; received === HEAD_PAGE;) {
      received = 0;
      let newest: Position | undefined;
      for await (const event of readPage(BACKWARDS, from, HEAD_PAGE)) {
        received += 1;
        if (newest === undefined && fromWire(event) !== undefined) newest = positionOf(event.position);
        from = event.position;
      }
      if (newest !== undefined) return newest;
    }
    return START;
  }

  /**
   * Sends an append. Returns undefined if the server rejects the expected revision or does not return the position of
   * the append.
   */
  async function send({ stream, expected, events }: Write): Promise<AppendResult | undefined> {
    const append = client.appendToStream(stream, events.map(toWire), {
      ...options,
      expectedRevision: expectedRevision(expected),
    });
    try {
      const { success, nextExpectedRevision, position } = await answerWithin(limitMs, append);
      if (!success || position === undefined) return undefined;
      return { position: positionOf(position), revisions: [Number(nextExpectedRevision)] };
    } catch (error) {
      if (error instanceof WrongExpectedVersionError) return undefined;
      throw error;
    }
  }

  async function setKeepLast(stream: string, maxCount: number): Promise<void> {
    await answerWithin(limitMs, client.setStreamMetadata(stream, { maxCount }, options));
  }

  async function append(writes: readonly Write[]): Promise<AppendResult> {
    checkWrites(writes);
    const [write, ...others] = writes;
    if (write === undefined || others.length > 0)
      throw new TypeError('This log appends to one stream at a time.');

    const { stream, expected, keepLast } = write;
    const before = expected === 'no_stream' ? [] : await readStream(stream);
    const repeated = findRepeat(write, before);
    if (keepLast !== undefined && !isTrimmed(before, keepLast)) await setKeepLast(stream, keepLast);
    const result = repeated ?? (await send(write)) ?? findRepeat(write, await readStream(stream));
    if (result === undefined) throw new WrongExpectedRevision(stream);
    return result;
  }

  const notifier = new AppendNotifier({
    subscribe: () =>
      client.subscribeToAll({
        fromPosition: END,
        filter: excludeSystemEvents(),
        credentials: options.credentials,
      }),
    head,
    checkIntervalMs: limitMs,
    logger,
  });

  return {
    capabilities: { atomicMultiStream: false, guards: false, knowsIdsOfAllStreams: false },
    append,
    readStreams: (streams, after) =>
      Promise.all(streams.map((stream) => readStream(stream, after?.get(stream)))),
    readAll,
    eventAt,
    positionAt,
    head,
    onAppend: (notify) => notifier.onAppend(notify),
    async stop() {
      await notifier.stop();
      await answerWithin(limitMs, client.dispose());
    },
  };
}

/** Tells whether the stream's retention was set before its first event. A copied stream has none. */
function isTrimmed({ length }: readonly StoredEvent[], keepLast: number): boolean {
  return length > 0 && length <= keepLast;
}

/**
 * Returns the result of the earlier append of the same events, or undefined if the stream has none of them.
 *
 * @throws CorruptedIdempotency the stream has only some of them, or not in order from the expected revision on
 */
function findRepeat({ expected, events }: Write, stream: readonly StoredEvent[]): AppendResult | undefined {
  const recorded = new Map(stream.map((event) => [event.id, event]));
  const known = events.flatMap(({ id }) => recorded.get(id) ?? []);
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined) return undefined;

  const start = typeof expected === 'number' ? expected + 1 : expected === 'no_stream' ? 0 : first.revision;
  const inPlace = known.every(({ revision }, place) => revision === start + place);
  if (!inPlace || known.length < events.length) throw new CorruptedIdempotency();
  return { position: last.position, revisions: [last.revision] };
}

function timeLimit(url: string): number {
  const deadline = /[?&]defaultDeadline=(\d+)/i.exec(url)?.[1];
  return deadline === undefined ? DEFAULT_LIMIT_MS : Number(deadline);
}

/**
 * Returns the credentials of the connection string, or placeholders. An append *with* credentials is a separate call.
 * Without them the client sends all appends through one shared stream (`batchAppend`), which ignores deadlines and ends
 * the process when it fails. The placeholders are harmless: without TLS the client never sends credentials, and with TLS a
 * server that requires authentication rejects them.
 */
function credentials(url: string): Credentials {
  const [, username = 'credence', password = 'credence'] = /^[^:]+:\/\/([^:@/]+):([^@]+)@/.exec(url) ?? [];
  return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
}
