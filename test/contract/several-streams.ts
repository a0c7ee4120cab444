import { describe, expect, test } from '@jest/globals';
import { WrongExpectedRevision, type EventStore } from '../../src/eventstore/port.js';
import { anEvent, append, aStream, ids, readStream } from './log-acts.js';

/** Defines the contract of an append to several streams, on logs that support it and on those that reject it. */
export function severalStreamsContract(store: () => EventStore, atomic: boolean): void {
  test('the capability for several streams is stated', () => {
    expect(store().capabilities.atomicMultiStream).toBe(atomic);
  });

  if (!atomic) {
    test('an append to several streams is rejected and writes nothing', async () => {
      const streams = [aStream(), aStream()];
      const writes = streams.map((stream) => ({
        stream,
        expected: 'no_stream' as const,
        events: [anEvent()],
      }));
      await expect(store().append(writes)).rejects.toThrow(TypeError);
      expect(await store().readStreams(streams)).toEqual([[], []]);
    });
    return;
  }

  describe('appends to several streams', () => {
    test('all streams are written, and the result follows the order of the writes', async () => {
      const [first, second] = [`z-${aStream()}`, `a-${aStream()}`];
      await append(store(), second, 'no_stream', anEvent());
      const { position, revisions } = await store().append([
        { stream: first, expected: 'no_stream', events: [anEvent(), anEvent(), anEvent()] },
        { stream: second, expected: 0, events: [anEvent()] },
      ]);
      expect(revisions).toEqual([2, 1]);
      expect((await readStream(store(), second)).at(-1)?.position).toBe(position);
    });

    test('one failed expectation writes no stream', async () => {
      const [taken, free] = [aStream(), aStream()];
      await append(store(), taken, 'no_stream', anEvent());
      const refused = store().append([
        { stream: free, expected: 'no_stream', events: [anEvent()] },
        { stream: taken, expected: 'no_stream', events: [anEvent()] },
      ]);
      await expect(refused).rejects.toThrow(WrongExpectedRevision);
      await expect(refused).rejects.toMatchObject({ stream: taken });
      expect((await store().readStreams([free, taken])).map((events) => events.length)).toEqual([0, 1]);
    });

    test('a repeat returns the first result', async () => {
      const writes = [aStream(), aStream()].map((stream) => ({
        stream,
        expected: 'no_stream' as const,
        events: [anEvent(), anEvent()],
      }));
      const first = await store().append(writes);
      expect(await store().append(writes)).toEqual(first);
      const streams = await store().readStreams(writes.map(({ stream }) => stream));
      expect(streams.map(ids)).toEqual(writes.map(({ events }) => ids(events)));
    });
  });
}
