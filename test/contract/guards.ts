import { describe, expect, test } from '@jest/globals';
import { WrongExpectedRevision } from '../../src/eventstore/port.js';
import type { EventStore, ExpectedRevision, Write } from '../../src/eventstore/port.js';
import { anEvent, append, aStream, readStream } from './log-acts.js';

const guard = (stream: string, expected: ExpectedRevision): Write => ({ stream, expected, events: [] });

/**
 * Defines the contract of guards, on logs that support them and on those that reject them.
 *
 * @param another opens the same log as another process does
 */
export function guardsContract(
  store: () => EventStore,
  another: () => Promise<EventStore>,
  supported: boolean,
): void {
  test('the capability for guards is stated', () => {
    expect(store().capabilities.guards).toBe(supported);
  });

  if (!supported) {
    test('an append with a guard is rejected and writes nothing', async () => {
      const [guarded, stream] = [aStream(), aStream()];
      const write = { stream, expected: 'no_stream' as const, events: [anEvent()] };
      await expect(store().append([write, guard(guarded, 'no_stream')])).rejects.toThrow(TypeError);
      expect(await readStream(store(), stream)).toEqual([]);
    });
    return;
  }

  describe('guards', () => {
    test.each<[ExpectedRevision, number]>([
      ['no_stream', 0],
      ['exists', 2],
      [1, 2],
    ])(
      'a guard that expects %p of a stream of %p events lets the append through',
      async (expected, length) => {
        const [guarded, stream] = [aStream(), aStream()];
        if (length > 0)
          await append(store(), guarded, 'no_stream', ...Array.from({ length }, () => anEvent()));
        const write = { stream, expected: 'no_stream' as const, events: [anEvent()] };
        const { position, revisions } = await store().append([guard(guarded, expected), write]);
        expect(revisions).toEqual([0]);
        expect(await readStream(store(), stream)).toMatchObject([{ position }]);
        expect(await readStream(store(), guarded)).toHaveLength(length);
      },
    );

    test.each<[ExpectedRevision, number]>([
      ['no_stream', 1],
      ['exists', 0],
      [0, 0],
      [0, 2],
      [2, 2],
    ])('a guard that expects %p of a stream of %p events stops the append', async (expected, length) => {
      const [guarded, stream] = [aStream(), aStream()];
      if (length > 0) await append(store(), guarded, 'no_stream', ...Array.from({ length }, () => anEvent()));
      const write = { stream, expected: 'no_stream' as const, events: [anEvent()] };
      const refused = store().append([write, guard(guarded, expected)]);
      await expect(refused).rejects.toThrow(WrongExpectedRevision);
      await expect(refused).rejects.toMatchObject({ stream: guarded });
      expect(await readStream(store(), stream)).toEqual([]);
    });

    test('a repeat succeeds after its guarded stream has changed', async () => {
      const [guarded, stream] = [aStream(), aStream()];
      const writes = [
        { stream, expected: 'no_stream' as const, events: [anEvent()] },
        guard(guarded, 'no_stream'),
      ];
      const first = await store().append(writes);
      await append(store(), guarded, 'no_stream', anEvent());
      expect(await store().append(writes)).toEqual(first);
      expect(await readStream(store(), stream)).toHaveLength(1);
    });

    test('an append of guards alone, a guard of any revision and a guard of a written stream are rejected', async () => {
      const stream = aStream();
      const write = { stream, expected: 'any' as const, events: [anEvent()] };
      await expect(store().append([guard(stream, 'no_stream')])).rejects.toThrow(TypeError);
      await expect(store().append([write, guard(aStream(), 'any')])).rejects.toThrow(TypeError);
      await expect(store().append([write, guard(stream, 'no_stream')])).rejects.toThrow(TypeError);
      expect(await readStream(store(), stream)).toEqual([]);
    });

    test('concurrent appends with the guard of one stream all succeed', async () => {
      const guarded = aStream();
      const streams = Array.from({ length: 20 }, () => aStream());
      await append(store(), guarded, 'no_stream', anEvent());
      const appends = streams.map((stream) =>
        store().append([guard(guarded, 0), { stream, expected: 'no_stream', events: [anEvent()] }]),
      );
      await Promise.all(appends);
      expect((await store().readStreams(streams)).map(({ length }) => length)).toEqual(streams.map(() => 1));
    });

    test('of two appends that each write the stream that the other guards, one succeeds', async () => {
      const other = await another();
      for (let round = 0; round < 20; round += 1) {
        const [one, two] = [aStream(), aStream()];
        const outcomes = await Promise.allSettled([
          store().append([
            { stream: one, expected: 'no_stream', events: [anEvent()] },
            guard(two, 'no_stream'),
          ]),
          (round % 2 ? store() : other).append([
            { stream: two, expected: 'no_stream', events: [anEvent()] },
            guard(one, 'no_stream'),
          ]),
        ]);
        expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      }
    });
  });
}
