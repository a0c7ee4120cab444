import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isPosition } from '../../src/api/http/requests/position.js';
import {
  CorruptedIdempotency,
  LogUnavailable,
  START,
  WrongExpectedRevision,
  type AppendResult,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type Position,
  type StoredEvent,
} from '../../src/eventstore/port.js';
import {
  anEphemeralStream,
  anEvent,
  append,
  aStream,
  ids,
  readStream,
  readToHead,
  until,
} from './log-acts.js';
import { guardsContract } from './guards.js';
import { severalStreamsContract } from './several-streams.js';

export interface OpenStore {
  store: EventStore;
  /** Opens the same log again, as another process does. */
  another?: () => Promise<EventStore>;
  /** Closes all opened stores. */
  close(): Promise<void>;
}

/** A log may report an unknown outcome while it still processes the first of several repeats. */
async function sendUntilKnown(store: EventStore, stream: string, event: NewEvent): Promise<AppendResult> {
  for (;;) {
    try {
      return await append(store, stream, 'no_stream', event);
    } catch (error) {
      if (!(error instanceof LogUnavailable)) throw error;
    }
  }
}

/** Returns a position after every event: the highest digits of a head are 0. */
function beyond(head: Position): Position {
  return head.replace(/^00/, '01') as Position;
}

/**
 * Defines the contract of every adapter of the port. The log may already contain events, and several suites may write to
 * it.
 *
 * @param atomic true if one append can write to several streams
 */
export function eventStoreContract(
  name: string,
  open: () => Promise<OpenStore>,
  { atomic }: { atomic: boolean },
): void {
  describe(`${name} implements the contract of the event store`, () => {
    let opened: OpenStore;
    let store: EventStore;

    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });
    afterAll(() => opened.close());

    describe('appending', () => {
      test('an event is read as it was written', async () => {
        const stream = aStream();
        const event = anEvent({ text: 'x', number: 1.5, yes: true, nothing: null, list: [1, { deep: [] }] });
        const before = Date.now();
        const { position } = await append(store, stream, 'no_stream', event);
        const [stored] = await readStream(store, stream);
        expect(stored).toEqual({ ...event, stream, revision: 0, position, recordedAt: expect.any(Date) });
        expect(Math.abs(Number(stored?.recordedAt) - before)).toBeLessThan(60_000);
        // Clients receive it in a header and send it back.
        expect(isPosition(position)).toBe(true);
      });

      test('text of every script is returned unchanged', async () => {
        const stream = aStream();
        const text = 'Ünï ﬁ Ⅷ e\u0301 Ελ 漢字 العربية 👩‍👩‍👧 \u2028 \u0001 \\ " \' {,} NULL $1 \\u0041';
        const event = { ...anEvent({ text, [text]: [text] }), metadata: { actor: text } };
        await append(store, stream, 'no_stream', event);
        expect(await readStream(store, stream)).toMatchObject([event]);
      });

      test.each<[ExpectedRevision, number]>([
        ['no_stream', 0],
        ['any', 0],
        ['any', 2],
        ['exists', 2],
        [1, 2],
      ])('an append that expects %p of a stream of %p events succeeds', async (expected, length) => {
        const stream = aStream();
        if (length > 0) await append(store, stream, 'no_stream', ...Array.from({ length }, () => anEvent()));
        const { revisions } = await append(store, stream, expected, anEvent(), anEvent());
        expect(revisions).toEqual([length + 1]);
        expect((await readStream(store, stream)).map(({ revision }) => revision)).toEqual(
          Array.from({ length: length + 2 }, (_, revision) => revision),
        );
      });

      test.each<[ExpectedRevision, number]>([
        ['no_stream', 1],
        ['exists', 0],
        [0, 0],
        [0, 2],
        [2, 2],
      ])(
        'an append that expects %p of a stream of %p events writes nothing (EVT-1)',
        async (expected, length) => {
          const stream = aStream();
          if (length > 0)
            await append(store, stream, 'no_stream', ...Array.from({ length }, () => anEvent()));
          const refused = append(store, stream, expected, anEvent());
          await expect(refused).rejects.toThrow(WrongExpectedRevision);
          await expect(refused).rejects.toMatchObject({ stream });
          expect(await readStream(store, stream)).toHaveLength(length);
        },
      );

      test('one of 40 concurrent appends at the same revision succeeds (EVT-1)', async () => {
        const stream = aStream();
        await append(store, stream, 'no_stream', anEvent());
        const other = (await opened.another?.()) ?? store;
        const racers = Array.from({ length: 40 }, () => anEvent());
        const outcomes = await Promise.allSettled(
          racers.map((event, lane) => append(lane % 2 ? store : other, stream, 0, event)),
        );
        const winners = racers.filter((_, lane) => outcomes[lane]?.status === 'fulfilled');
        const losers = outcomes.filter(({ status }) => status === 'rejected');
        expect(winners).toHaveLength(1);
        for (const loser of losers)
          expect(loser).toMatchObject({ reason: expect.any(WrongExpectedRevision) });
        expect(ids(await readStream(store, stream)).slice(1)).toEqual(ids(winners));
      });

      test('an invalid append is rejected with a TypeError', async () => {
        const stream = aStream();
        const event = anEvent();
        const write = { stream, expected: 'any' as const, events: [event] };
        await expect(store.append([])).rejects.toThrow(TypeError);
        await expect(append(store, stream, 'any')).rejects.toThrow(TypeError);
        await expect(append(store, stream, -1, event)).rejects.toThrow(TypeError);
        await expect(append(store, stream, 'any', event, event)).rejects.toThrow(TypeError);
        await expect(store.append([write, { ...write, events: [anEvent()] }])).rejects.toThrow(TypeError);
        expect(await readStream(store, stream)).toEqual([]);
      });
    });

    severalStreamsContract(() => store, atomic);
    // The logs with atomic appends are those with guards.
    guardsContract(
      () => store,
      async () => (await opened.another?.()) ?? store,
      atomic,
    );

    describe('repeated appends', () => {
      test.each<[ExpectedRevision]>([['any'], ['exists'], [1]])(
        'a repeat that expects %p returns the first result, although the stream has grown (EVT-2)',
        async (expected) => {
          const stream = aStream();
          const events = [anEvent(), anEvent()];
          await append(store, stream, 'no_stream', anEvent(), anEvent());
          const first = await append(store, stream, expected, ...events);
          await append(store, stream, 3, anEvent());
          const head = await store.head();
          expect(await append(store, stream, expected, ...events)).toEqual(first);
          expect(await readToHead(store, head)).toEqual([]);
          expect(await readStream(store, stream)).toHaveLength(5);
        },
      );

      test('concurrent repeats are written once', async () => {
        const stream = aStream();
        const event = anEvent();
        const other = (await opened.another?.()) ?? store;
        const answers = await Promise.all(
          Array.from({ length: 20 }, (_, lane) => sendUntilKnown(lane % 2 ? store : other, stream, event)),
        );
        expect(new Set(answers.map(({ position }) => position)).size).toBe(1);
        expect(ids(await readStream(store, stream))).toEqual([event.id]);
      });

      test('a repeat of only some event ids is rejected', async () => {
        const stream = aStream();
        const known = anEvent();
        await append(store, stream, 'no_stream', known);
        for (const expected of ['any', 'no_stream', 0] as const) {
          await expect(append(store, stream, expected, known, anEvent())).rejects.toThrow(
            CorruptedIdempotency,
          );
        }
        await expect(append(store, stream, 'any', anEvent(), known)).rejects.toThrow(CorruptedIdempotency);
        expect(ids(await readStream(store, stream))).toEqual([known.id]);
      });

      test('a repeat in another stream is rejected by a log that detects ids across streams', async () => {
        const [stream, elsewhere] = [aStream(), aStream()];
        const known = anEvent();
        await append(store, stream, 'no_stream', known);
        if (!store.capabilities.knowsIdsOfAllStreams) {
          await append(store, elsewhere, 'no_stream', known);
          expect(ids(await readStream(store, elsewhere))).toEqual([known.id]);
          return;
        }
        await expect(append(store, elsewhere, 'any', known)).rejects.toThrow(CorruptedIdempotency);
        await expect(append(store, elsewhere, 'no_stream', known)).rejects.toThrow(CorruptedIdempotency);
        expect(await readStream(store, elsewhere)).toEqual([]);
      });

      test('a repeat at another revision of the stream is rejected', async () => {
        const stream = aStream();
        const [first, second, third] = [anEvent(), anEvent(), anEvent()];
        await append(store, stream, 'no_stream', first, second, third);
        await expect(append(store, stream, 2, third)).rejects.toThrow(CorruptedIdempotency);
        await expect(append(store, stream, 'no_stream', second)).rejects.toThrow(CorruptedIdempotency);
        await expect(append(store, stream, 'any', first, third)).rejects.toThrow(CorruptedIdempotency);
        await expect(append(store, stream, 'any', second, first)).rejects.toThrow(CorruptedIdempotency);
        expect(await readStream(store, stream)).toHaveLength(3);
      });
    });

    describe('ephemeral streams', () => {
      const keepLast = 2;
      const appendTo = (stream: string, expected: ExpectedRevision, ...events: NewEvent[]) =>
        store.append([{ stream, expected, events, keepLast }]);

      test('an ephemeral stream returns its newest events at their original revisions', async () => {
        const stream = anEphemeralStream();
        const events = Array.from({ length: 5 }, () => anEvent());
        for (const [nth, event] of events.entries()) {
          await appendTo(stream, nth === 0 ? 'no_stream' : nth - 1, event);
        }
        const kept = await readStream(store, stream);
        expect(kept.map(({ id, revision }) => [id, revision])).toEqual([
          [events[3]?.id, 3],
          [events[4]?.id, 4],
        ]);
      });

      test('an ephemeral stream checks expectations and repeats like any other', async () => {
        const stream = anEphemeralStream();
        const [one, two, three] = [anEvent(), anEvent(), anEvent()];
        await appendTo(stream, 'no_stream', one, two);
        const first = await appendTo(stream, 1, three);
        expect(await appendTo(stream, 1, three)).toEqual(first);
        for (const expected of ['no_stream', 0, 1, 3] as const) {
          await expect(appendTo(stream, expected, anEvent())).rejects.toThrow(WrongExpectedRevision);
        }
        expect(ids(await readStream(store, stream))).toEqual([two.id, three.id]);
      });

      test('a reader of the whole log loses no event of another stream', async () => {
        const start = await store.head();
        const [stream, other] = [anEphemeralStream(), aStream()];
        const others = Array.from({ length: 4 }, () => anEvent());
        const newest: NewEvent[] = [];
        for (const [nth, event] of others.entries()) {
          newest.push(anEvent());
          await appendTo(stream, nth === 0 ? 'no_stream' : nth - 1, ...newest.slice(-1));
          await append(store, other, nth === 0 ? 'no_stream' : nth - 1, event);
        }
        const seen = await readToHead(store, start, 2);
        expect(ids(seen.filter((event) => event.stream === other))).toEqual(ids(others));
        expect(ids(seen.filter((event) => event.stream === stream).slice(-keepLast))).toEqual(
          ids(newest.slice(-keepLast)),
        );
        expect(await readStream(store, other)).toHaveLength(others.length);
      });

      test('a retention for history is rejected (LGS-5)', async () => {
        for (const stream of [aStream(), `user-${randomUUID()}`, `session-${randomUUID()}`]) {
          await expect(appendTo(stream, 'no_stream', anEvent())).rejects.toThrow(TypeError);
        }
      });

      test('a retention below the size of the append is rejected', async () => {
        await expect(
          appendTo(anEphemeralStream(), 'no_stream', anEvent(), anEvent(), anEvent()),
        ).rejects.toThrow(TypeError);
      });
    });

    describe('reading', () => {
      test('a read of several streams returns one result each, in the order of the names', async () => {
        const [one, two, missing] = [aStream(), aStream(), aStream()];
        const [a, b, c] = [anEvent(), anEvent(), anEvent()];
        await append(store, one, 'no_stream', a);
        await append(store, two, 'no_stream', b);
        await append(store, one, 0, c);
        const streams = await store.readStreams([two, missing, one]);
        expect(streams.map(ids)).toEqual([[b.id], [], [a.id, c.id]]);
        expect(await store.readStreams([])).toEqual([]);
      });

      test('a read after a revision returns only the later events of that stream', async () => {
        const [one, two] = [aStream(), aStream()];
        const events = Array.from({ length: 4 }, () => anEvent());
        await append(store, one, 'no_stream', ...events);
        await append(store, two, 'no_stream', anEvent());
        const after = (revision: number) => new Map([[one, revision]]);
        const [later, all, none, unknown] = await Promise.all([
          store.readStreams([one, two], after(1)),
          store.readStreams([one]),
          store.readStreams([one], after(3)),
          store.readStreams([aStream(), one], after(2)),
        ]);
        expect(later.map((stream) => stream.length)).toEqual([2, 1]);
        expect(ids(later[0] ?? [])).toEqual(ids(events.slice(2)));
        expect(all.map(ids)).toEqual([ids(events)]);
        expect(none).toEqual([[]]);
        expect(unknown.map(ids)).toEqual([[], ids(events.slice(3))]);
      });

      test('a page contains at most the requested number of events after a position, in order', async () => {
        const start = await store.head();
        const events = Array.from({ length: 5 }, () => anEvent());
        for (const event of events) await append(store, aStream(), 'no_stream', event);
        const page = await store.readAll({ after: start, limit: 3 });
        expect(ids(page)).toEqual(ids(events.slice(0, 3)));
        const rest = await store.readAll({ after: page[2]?.position ?? start, limit: 100 });
        expect(ids(rest)).toEqual(ids(events.slice(3)));
      });

      test('an event is found by its position (EVT-14)', async () => {
        const [first, second] = [anEvent(), anEvent()];
        const stream = aStream();
        await append(store, stream, 'no_stream', first, second);
        const stored = await readStream(store, stream);
        for (const event of stored) expect(await store.eventAt(event.position)).toEqual(event);
        expect(await store.eventAt(beyond(await store.head()))).toBeNull();
      });

      test('a time leads to the position between the events before and after it', async () => {
        await append(store, aStream(), 'no_stream', anEvent());
        const earlier = await store.head();
        await pause(20);
        const time = new Date();
        await pause(20);
        const later = [anEvent(), anEvent(), anEvent()];
        for (const event of later) await append(store, aStream(), 'no_stream', event);
        const position = await store.positionAt(time);
        expect(position >= earlier).toBe(true);
        expect(ids(await readToHead(store, position))).toEqual(ids(later));
        const bound = await store.head();
        expect(await readToHead(store, await store.positionAt(time, bound))).toHaveLength(later.length);
        expect(await store.positionAt(new Date(0))).toBe(START);
        const end = await store.positionAt(new Date(Date.now() + 60_000));
        expect(await store.readAll({ after: end, limit: 10 })).toEqual([]);
      });

      test('the head is the position of the last event', async () => {
        const before = await store.head();
        const { position } = await append(store, aStream(), 'no_stream', anEvent(), anEvent());
        expect(await store.head()).toBe(position);
        expect(position > before).toBe(true);
        expect(position).toHaveLength((await append(store, aStream(), 'any', anEvent())).position.length);
        expect(await store.readAll({ after: await store.head(), limit: 10 })).toEqual([]);
      });

      test('a reader sees every event of concurrent writers once and in the order of positions (EVT-4)', async () => {
        const start = await store.head();
        const other = (await opened.another?.()) ?? store;
        const written: string[] = [];
        const writers = Array.from({ length: 16 }, async (_, lane) => {
          const stream = aStream();
          for (let length = 0; length < 40; length += 2) {
            const events = [anEvent(), anEvent()];
            await append(
              lane % 2 ? store : other,
              stream,
              length === 0 ? 'no_stream' : length - 1,
              ...events,
            );
            written.push(...ids(events));
          }
        });
        const writing = { done: false };
        const all = Promise.all(writers).finally(() => (writing.done = true));
        const seen: StoredEvent[] = [];
        for (let last = false; !last;) {
          last = writing.done;
          seen.push(...(await readToHead(store, seen.at(-1)?.position ?? start, 7)));
        }
        await all;
        expect(ids(seen).toSorted()).toEqual(written.toSorted());
        expect(seen.map(({ position }) => position)).toEqual(seen.map(({ position }) => position).toSorted());
        expect(ids(await readToHead(store, start))).toEqual(ids(seen));
      });
    });

    describe('append notifications', () => {
      test('a listener is notified of appends of this store and of another, until it is removed', async () => {
        const other = await opened.another?.();
        for (const writer of other ? [store, other] : [store]) {
          let rings = 0;
          const stop = store.onAppend(() => (rings += 1));
          await settled(() => rings);
          const before = rings;
          await append(writer, aStream(), 'no_stream', anEvent());
          await until(() => rings > before);
          await settled(() => rings);
          stop();
          const stopped = rings;
          await append(writer, aStream(), 'no_stream', anEvent());
          await pause(200);
          expect(rings).toBe(stopped);
        }
      });
    });
  });
}

/** Waits until a value has been stable for a while. */
async function settled(value: () => number): Promise<void> {
  let last = value();
  let since = Date.now();
  await until(() => {
    if (value() !== last) [last, since] = [value(), Date.now()];
    return Date.now() - since > 200;
  });
}
