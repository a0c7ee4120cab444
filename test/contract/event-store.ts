import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isPosition } from '../../src/api/http/requests/position.js';
import {
  CorruptedIdempotency,
  LogUnavailable,
  WrongExpectedRevision,
  type AppendResult,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
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
import { severalStreamsContract } from './several-streams.js';

export interface OpenStore {
  store: EventStore;
  /** Opens the same log once more, as another process would. */
  another?: () => Promise<EventStore>;
  /** Closes everything that was opened. */
  close(): Promise<void>;
}

/** A log may answer that the outcome is unknown while it still works on the first of several repeats. */
async function sendUntilKnown(store: EventStore, stream: string, event: NewEvent): Promise<AppendResult> {
  for (;;) {
    try {
      return await append(store, stream, 'no_stream', event);
    } catch (error) {
      if (!(error instanceof LogUnavailable)) throw error;
    }
  }
}

/**
 * What every adapter of the port promises. The log may already hold events, and more than one suite
 * may write to it.
 *
 * @param atomic whether one append may name several streams
 */
export function eventStoreContract(
  name: string,
  open: () => Promise<OpenStore>,
  { atomic }: { atomic: boolean },
): void {
  describe(`${name} keeps the contract of the event store`, () => {
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
        // Clients get it in a header and give it back.
        expect(isPosition(position)).toBe(true);
      });

      test('text of every script comes back unchanged', async () => {
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
      ])('expecting %p of a stream of %p events succeeds', async (expected, length) => {
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
      ])('expecting %p of a stream of %p events writes nothing [EVT-1]', async (expected, length) => {
        const stream = aStream();
        if (length > 0) await append(store, stream, 'no_stream', ...Array.from({ length }, () => anEvent()));
        const refused = append(store, stream, expected, anEvent());
        await expect(refused).rejects.toThrow(WrongExpectedRevision);
        await expect(refused).rejects.toMatchObject({ stream });
        expect(await readStream(store, stream)).toHaveLength(length);
      });

      test('of 40 racers to one revision one wins [EVT-1]', async () => {
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

      test('a mistake of the caller is refused as one', async () => {
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

    describe('a repeat with the same event ids', () => {
      test.each<[ExpectedRevision]>([['any'], ['exists'], [1]])(
        'expecting %p answers as the first did, though the stream went on [EVT-2]',
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

      test('sent many times at once is written once', async () => {
        const stream = aStream();
        const event = anEvent();
        const other = (await opened.another?.()) ?? store;
        const answers = await Promise.all(
          Array.from({ length: 20 }, (_, lane) => sendUntilKnown(lane % 2 ? store : other, stream, event)),
        );
        expect(new Set(answers.map(({ position }) => position)).size).toBe(1);
        expect(ids(await readStream(store, stream))).toEqual([event.id]);
      });

      test('where only some are known is refused', async () => {
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

      test('in another stream is refused, by a log that knows the ids of all streams', async () => {
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

      test('at another place of the same stream is refused', async () => {
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

    describe('a stream of which only the newest events stay', () => {
      const keepLast = 2;
      const appendTo = (stream: string, expected: ExpectedRevision, ...events: NewEvent[]) =>
        store.append([{ stream, expected, events, keepLast }]);

      test('shows these, at the revisions that they have always had', async () => {
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

      test('has its expectations and its repeats like any other', async () => {
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

      test('costs a reader of everything no event of another stream', async () => {
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

      test('LGS-5 is none that is history', async () => {
        for (const stream of [aStream(), `user-${randomUUID()}`, `session-${randomUUID()}`]) {
          await expect(appendTo(stream, 'no_stream', anEvent())).rejects.toThrow(TypeError);
        }
      });

      test('keeps at least what is appended at once', async () => {
        await expect(
          appendTo(anEphemeralStream(), 'no_stream', anEvent(), anEvent(), anEvent()),
        ).rejects.toThrow(TypeError);
      });
    });

    describe('reading', () => {
      test('several streams gives one answer each, in the order asked', async () => {
        const [one, two, missing] = [aStream(), aStream(), aStream()];
        const [a, b, c] = [anEvent(), anEvent(), anEvent()];
        await append(store, one, 'no_stream', a);
        await append(store, two, 'no_stream', b);
        await append(store, one, 0, c);
        const streams = await store.readStreams([two, missing, one]);
        expect(streams.map(ids)).toEqual([[b.id], [], [a.id, c.id]]);
        expect(await store.readStreams([])).toEqual([]);
      });

      test('a page holds the events after a position, in order, and no more than asked for', async () => {
        const start = await store.head();
        const events = Array.from({ length: 5 }, () => anEvent());
        for (const event of events) await append(store, aStream(), 'no_stream', event);
        const page = await store.readAll({ after: start, limit: 3 });
        expect(ids(page)).toEqual(ids(events.slice(0, 3)));
        const rest = await store.readAll({ after: page[2]?.position ?? start, limit: 100 });
        expect(ids(rest)).toEqual(ids(events.slice(3)));
      });

      test('the head is the position of the last event, and nothing is after it', async () => {
        const before = await store.head();
        const { position } = await append(store, aStream(), 'no_stream', anEvent(), anEvent());
        expect(await store.head()).toBe(position);
        expect(position > before).toBe(true);
        expect(position).toHaveLength((await append(store, aStream(), 'any', anEvent())).position.length);
        expect(await store.readAll({ after: await store.head(), limit: 10 })).toEqual([]);
      });

      test('while many write sees every event once, in the order of positions, and skips none [EVT-4]', async () => {
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

    describe('the doorbell', () => {
      test('rings for an append of this store and of another, until it is stopped', async () => {
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

/** Waits until a value has not changed for a while. */
async function settled(value: () => number): Promise<void> {
  let last = value();
  let since = Date.now();
  await until(() => {
    if (value() !== last) [last, since] = [value(), Date.now()];
    return Date.now() - since > 200;
  });
}
