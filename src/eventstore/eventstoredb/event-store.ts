import { BACKWARDS, END, EventStoreDBClient, excludeSystemEvents, FORWARDS } from '@eventstore/db-client';
import { START as FIRST, WrongExpectedVersionError } from '@eventstore/db-client';
import type { AllStreamRecordedEvent, Credentials, Direction, ReadPosition } from '@eventstore/db-client';
import { answerWithin, readWithin } from './calls.js';
import { Doorbell, type WarningLogger } from './doorbell.js';
import { expectedRevision, fromWire, parsePosition, positionOf, toWire } from './wire-format.js';
import { CorruptedIdempotency, START, WrongExpectedRevision } from '../port.js';
import type { AppendResult, EventStore, Position, StoredEvent, Write } from '../port.js';
import { checkWrites } from '../check-writes.js';

/** The client's own deadline, where the connection string names none. */
const DEFAULT_LIMIT_MS = 10_000;

/** How many events one call looks at to find the head. */
const HEAD_PAGE = 32;

/** How many events one call reads at least, because most of them may be the server's own. */
const MIN_PAGE = 100;

export interface EventStoreDb extends EventStore {
  /** Stops the doorbell and cancels the reads under way. */
  stop(): Promise<void>;
}

/**
 * The log in EventStoreDB 22.6 or newer. Connects when it is first used. Reads are pulled page by page; the
 * one subscription is a doorbell.
 *
 * One append names one stream. The server recognises a repeat only at the very place that is expected, and of
 * `any` and `exists` only while it remembers, so the stream is read before: an event id is never twice in
 * a stream. What this log cannot tell is that an id is known in *another* stream.
 *
 * @param url an `esdb:` or `esdb+discover:` connection string; its `defaultDeadline`, in milliseconds,
 *   limits every call and is how often the doorbell is checked
 */
export function openEventStoreDb({ url, logger }: { url: string; logger?: WarningLogger }): EventStoreDb {
  const client = EventStoreDBClient.connectionString(url);
  const limitMs = timeLimit(url);
  const options = { credentials: credentials(url), requiresLeader: true };

  async function readStream(stream: string): Promise<StoredEvent[]> {
    const events: StoredEvent[] = [];
    for await (const { event } of readWithin(limitMs, client.readStream(stream, options))) {
      const stored = fromWire(event);
      if (stored !== undefined) events.push(stored);
    }
    return events;
  }

  /** One page of everything, the server's own events among it. */
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
    // A read begins with the event at its start position, which is the last one of the page before.
    const count = Math.max(limit, MIN_PAGE) + 1;
    let from: ReadPosition = after === START ? FIRST : parsePosition(after);
    let last = after;
    for (let came = count; came === count && events.length < limit;) {
      came = 0;
      // To its end: to leave a read early resets it, and a server takes many resets for an attack.
      for await (const event of readPage(FORWARDS, from, count)) {
        came += 1;
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

  async function head(): Promise<Position> {
    let from: ReadPosition = END;
    for (let came = HEAD_PAGE; came === HEAD_PAGE;) {
      came = 0;
      let newest: Position | undefined;
      for await (const event of readPage(BACKWARDS, from, HEAD_PAGE)) {
        came += 1;
        if (newest === undefined && fromWire(event) !== undefined) newest = positionOf(event.position);
        from = event.position;
      }
      if (newest !== undefined) return newest;
    }
    return START;
  }

  /**
   * What the server answers; undefined where it refuses the expectation, whatever revision it names instead, and where
   * it does not say at what position it wrote.
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
    const earlier = findKnown(write, before);
    if (keepLast !== undefined && !isTrimmed(before, keepLast)) await setKeepLast(stream, keepLast);
    const result = earlier ?? (await send(write)) ?? findKnown(write, await readStream(stream));
    if (result === undefined) throw new WrongExpectedRevision(stream);
    return result;
  }

  const doorbell = new Doorbell({
    subscribe: () =>
      client.subscribeToAll({
        fromPosition: END,
        filter: excludeSystemEvents(),
        credentials: options.credentials,
      }),
    head,
    watchEveryMs: limitMs,
    logger,
  });

  return {
    capabilities: { atomicMultiStream: false, knowsIdsOfAllStreams: false },
    append,
    readStreams: (streams) => Promise.all(streams.map(readStream)),
    readAll,
    head,
    onAppend: (ring) => doorbell.onAppend(ring),
    async stop() {
      await doorbell.stop();
      await answerWithin(limitMs, client.dispose());
    },
  };
}

/** Whether the server was told, before the first event, to keep only the newest ones. A copied stream was not. */
function isTrimmed({ length }: readonly StoredEvent[], keepLast: number): boolean {
  return length > 0 && length <= keepLast;
}

/**
 * The answer to the earlier append of the same events; undefined where none of them is in the stream.
 *
 * @throws CorruptedIdempotency only some are there, or not one after the other from where the append expects
 */
function findKnown({ expected, events }: Write, stream: readonly StoredEvent[]): AppendResult | undefined {
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
  const named = /[?&]defaultDeadline=(\d+)/i.exec(url)?.[1];
  return named === undefined ? DEFAULT_LIMIT_MS : Number(named);
}

/**
 * The user of the connection string. Where it names none there is still one, because an append *with*
 * credentials is a call of its own. Without, the client sends all appends through one shared stream (`batchAppend`)
 * that ignores deadlines and, when it fails, ends the process. This user is harmless: without TLS credentials never
 * leave the client, and with TLS a server that asks who calls refuses it, as it must.
 */
function credentials(url: string): Credentials {
  const [, username = 'credence', password = 'credence'] = /^[^:]+:\/\/([^:@/]+):([^@]+)@/.exec(url) ?? [];
  return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
}
