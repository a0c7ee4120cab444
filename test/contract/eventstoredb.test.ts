import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { answerWithin, readWithin } from '../../src/eventstore/eventstoredb/calls.js';
import { openEventStoreDb, type EventStoreDb } from '../../src/eventstore/eventstoredb/event-store.js';
import { LogUnavailable, START, WrongExpectedRevision } from '../../src/eventstore/port.js';
import { findRealEventStoreDb } from '../support/stores/eventstoredb/real.js';
import { startEventStoreDbServer, type EventStoreDbServer } from '../support/stores/eventstoredb/server.js';
import { eventStoreContract } from './event-store.js';
import { anEvent, append, aStream, readStream, readToHead, until } from './log-acts.js';

/** The time limit for tests with a silent server. It is short, and a loaded machine can exceed it. */
const LIMIT_MS = 500;

/** Runs the contract on the test server, and on a real server if one is available. */
const real = await findRealEventStoreDb();

function contractOn(name: string, start: () => Promise<{ url: string; stop: () => unknown }>): void {
  eventStoreContract(
    name,
    async () => {
      const server = await start();
      const stores = [openEventStoreDb(server), openEventStoreDb(server)] as const;
      return {
        store: stores[0],
        another: () => Promise.resolve(stores[1]),
        close: async () => {
          await Promise.all(stores.map((store) => store.stop()));
          await server.stop();
        },
      };
    },
    { atomic: false },
  );
}

contractOn('EventStoreDB (the test server)', startEventStoreDbServer);
if (real !== null) contractOn(`EventStoreDB (${real.name})`, () => Promise.resolve(real));

describe('the log in EventStoreDB', () => {
  let server: EventStoreDbServer;
  let store: EventStoreDb;
  let hasty: EventStoreDb;

  beforeEach(async () => {
    server = await startEventStoreDbServer();
    store = openEventStoreDb(server);
    hasty = openEventStoreDb({ url: `${server.url}&defaultDeadline=${String(LIMIT_MS)}` });
  });
  afterEach(async () => {
    await Promise.all([store.stop(), hasty.stop()]);
    server.stop();
  });

  test('a log with only system events is empty', async () => {
    expect(await store.head()).toBe(START);
    expect(await store.readAll({ after: START, limit: 10 })).toEqual([]);
  });

  test('reads skip any number of system events', async () => {
    const events = [anEvent(), anEvent()];
    for (const event of events) {
      await append(store, aStream(), 'no_stream', event);
      server.writeSystemEvents(100);
    }
    const [first, second, ...more] = await readToHead(store, START, 1);
    expect([first?.id, second?.id, more]).toEqual([events[0]?.id, events[1]?.id, []]);
    expect(await store.head()).toBe(second?.position);
  });

  test('an append to several streams is rejected', async () => {
    const writes = [aStream(), aStream()].map((stream) => ({
      stream,
      expected: 'any' as const,
      events: [anEvent()],
    }));
    await expect(store.append(writes)).rejects.toThrow(TypeError);
    expect(await store.head()).toBe(START);
  });

  test('the client never uses batch appends', async () => {
    await append(store, aStream(), 'no_stream', anEvent(), anEvent());
    await append(store, aStream(), 'any', anEvent());
    expect(server.calls).toMatchObject({ appends: 2, batchAppends: 0 });
  });

  test('correlation and causation ids use the names that EventStoreDB reserves', async () => {
    const stream = aStream();
    const metadata = { correlation_id: 'a', causation_id: 'b', actor: 'c' };
    await append(store, stream, 'no_stream', { ...anEvent(), metadata });
    expect(await readStream(store, stream)).toMatchObject([{ metadata }]);
    expect(server.metadataOf(stream)).toEqual([{ $correlationId: 'a', $causationId: 'b', actor: 'c' }]);
  });

  test('every call to a silent server fails within the time limit', async () => {
    const stream = aStream();
    await append(store, stream, 'no_stream', anEvent());
    server.silence(10 * LIMIT_MS);
    const started = Date.now();
    await Promise.all(
      [
        append(hasty, stream, 0, anEvent()),
        append(hasty, aStream(), 'no_stream', anEvent()),
        hasty.readStreams([stream]),
        hasty.readAll({ after: START, limit: 10 }),
        hasty.head(),
      ].map((call) => expect(call).rejects.toThrow(LogUnavailable)),
    );
    expect(Date.now() - started).toBeLessThan(5 * LIMIT_MS);
  });

  test('every call to an unavailable server fails within the time limit', async () => {
    server.stop();
    await expect(append(hasty, aStream(), 'no_stream', anEvent())).rejects.toThrow(LogUnavailable);
    await expect(hasty.head()).rejects.toThrow(LogUnavailable);
  });

  test('2,000 reads leave no stream open and cancel none, because servers treat many resets as an attack', async () => {
    for (let stream = 0; stream < 3; stream += 1)
      await append(store, aStream(), 'no_stream', ...Array.from({ length: 30 }, () => anEvent()));
    for (let round = 0; round < 50; round += 1) {
      const streams = Array.from({ length: 20 }, aStream);
      const pages = Array.from({ length: 10 }, () => store.readAll({ after: START, limit: 1 }));
      const heads = Array.from({ length: 10 }, () => store.head());
      expect((await store.readStreams(streams)).flat()).toEqual([]);
      expect((await Promise.all(pages)).flat()).toHaveLength(10);
      expect(await Promise.all(heads)).not.toContain(START);
    }
    await until(() => server.calls.openReads === 0);
  });

  test('the client releases a read that stops after its last event arrived', async () => {
    const stream = aStream();
    // More than the client's own buffer holds, and at most what it and the underlying stream hold together.
    await append(store, stream, 'no_stream', ...Array.from({ length: 40 }, () => anEvent()));
    const client = EventStoreDBClient.connectionString(server.url);
    for await (const { event } of readWithin(LIMIT_MS, client.readStream(stream))) {
      expect(event?.streamId).toBe(stream);
      await pause(LIMIT_MS / 5);
      break;
    }
    await answerWithin(LIMIT_MS, client.dispose());
  });

  test('a repeated append whose answer was lost returns the result and is not written twice', async () => {
    for (const expected of ['no_stream', 0, 'exists', 'any'] as const) {
      const stream = aStream();
      if (expected !== 'no_stream') await append(store, stream, 'no_stream', anEvent());
      const events = [anEvent(), anEvent()];
      server.loseNextAnswer();
      await expect(append(hasty, stream, expected, ...events)).rejects.toThrow(LogUnavailable);
      const { position, revisions } = await untilAvailable(() => append(hasty, stream, expected, ...events));
      const stored = await readStream(store, stream);
      expect(stored.slice(-2)).toMatchObject(events);
      expect(stored).toHaveLength(expected === 'no_stream' ? 2 : 3);
      expect(stored.at(-1)).toMatchObject({ position, revision: revisions[0] });
    }
  });

  test('a repeat with `any` is recognised after the server has forgotten it', async () => {
    const stream = aStream();
    const event = anEvent();
    const first = await append(store, stream, 'any', event);
    await append(store, stream, 0, ...Array.from({ length: 20 }, () => anEvent()));
    expect(await append(store, stream, 'any', event)).toEqual(first);
    expect(await readStream(store, stream)).toHaveLength(21);
  });

  test('lost connections fail the running calls and are reopened', async () => {
    const stream = aStream();
    await append(store, stream, 'no_stream', anEvent());
    server.silence(LIMIT_MS / 2);
    const reading = store.readStreams([stream]);
    await until(() => server.calls.openReads === 1);
    server.dropConnections();
    await expect(reading).rejects.toThrow(LogUnavailable);
    expect(await untilAvailable(() => readStream(store, stream))).toHaveLength(1);
  });

  test('repeated losses of answers and connections neither lose nor duplicate an event (EVT-3)', async () => {
    const faults = setInterval(() => {
      if (Math.random() < 0.5) server.loseNextAnswer();
      else server.dropConnections();
    }, 40);
    const written = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const [stream, events] = [aStream(), Array.from({ length: 20 }, () => anEvent())];
        for (const [nth, event] of events.entries()) {
          const expected = nth === 0 ? 'no_stream' : nth - 1;
          await untilAvailable(() => append(hasty, stream, expected, event));
        }
        return { stream, ids: idsOf(events) };
      }),
    ).finally(() => clearInterval(faults));
    const streams = await untilAvailable(() => hasty.readStreams(written.map(({ stream }) => stream)));
    expect(streams.map(idsOf)).toEqual(written.map(({ ids }) => ids));
    const all = idsOf(await untilAvailable(() => readToHead(hasty, START)));
    expect(all.toSorted()).toEqual(written.flatMap(({ ids }) => ids).toSorted());
  });

  test('a node that is not the leader redirects to the leader', async () => {
    const stream = aStream();
    server.refuseNextAsFollower();
    await expect(append(store, stream, 'no_stream', anEvent())).rejects.toThrow(LogUnavailable);
    await untilAvailable(() => append(store, stream, 'no_stream', anEvent()));
    server.refuseNextAsFollower();
    await expect(store.readStreams([stream])).rejects.toThrow(LogUnavailable);
    expect(await untilAvailable(() => readStream(store, stream))).toHaveLength(1);
  });

  test('a position that the server omits is read from the stream', async () => {
    server.leaveOutPositions();
    const stream = aStream();
    const { position } = await append(store, stream, 'no_stream', anEvent(), anEvent());
    expect((await readStream(store, stream))[1]?.position).toBe(position);
  });

  test('an expected revision of an unknown stream is rejected', async () => {
    await expect(append(store, aStream(), 4, anEvent())).rejects.toThrow(WrongExpectedRevision);
    await expect(append(store, aStream(), 'exists', anEvent())).rejects.toThrow(WrongExpectedRevision);
  });

  test.each(['muteSubscriptions', 'dropConnections'] as const)(
    'notifications resume after %s',
    async (fault) => {
      let rings = 0;
      hasty.onAppend(() => (rings += 1));
      await until(() => server.calls.subscriptions === 1 && rings > 0);
      server[fault]();
      await untilAvailable(() => append(store, aStream(), 'any', anEvent()));
      await until(() => server.calls.subscriptions > 1);
      rings = 0;
      await untilAvailable(() => append(store, aStream(), 'any', anEvent()));
      await until(() => rings > 0);
    },
  );

  test('a subscription without appends is not reopened', async () => {
    await append(store, aStream(), 'any', anEvent());
    hasty.onAppend(() => undefined);
    await until(() => server.calls.subscriptions === 1);
    await pause(4 * LIMIT_MS);
    expect(server.calls.subscriptions).toBe(1);
  });
});

async function untilAvailable<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof LogUnavailable) || tries === 100) throw error;
      await pause(20);
    }
  }
}

function idsOf(events: readonly { id: string }[]): string[] {
  return events.map(({ id }) => id);
}
