import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { readiness } from '../../../src/api/http/readiness.js';
import { START } from '../../../src/eventstore/port.js';
import type { Position } from '../../../src/eventstore/port.js';
import { withLags } from '../../../src/projections/engine/checkpoints.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';

const IDLE_SECONDS = 3600;
const HEAD = '2' as Position;

/** Returns the outcome for a reader whose positions are read one after the other, an hour after it last moved. */
async function readersAt(...positions: string[]): Promise<string> {
  let read = 0;
  const { checks } = await readiness({
    store: { ...openMemoryEventStore(), head: () => Promise.resolve(HEAD) },
    pingDatabase: () => Promise.resolve(),
    pingJobs: () => Promise.resolve(),
    pingKeys: null,
    checkPositions: () => Promise.resolve(),
    readProgress: () => {
      const position = positions[read] ?? HEAD;
      read += 1;
      return Promise.resolve([
        { reader: 'users@1', position: position as Position, seconds: IDLE_SECONDS, parked: 0 },
      ]);
    },
    roleChecks: {},
  });
  return checks.readers;
}

test('a reader that was idle and handles a new event has not stalled', async () => {
  expect(await readersAt('1', '2')).toBe('ok');
});

test('a reader that handles a backlog slowly has not stalled', async () => {
  expect(await readersAt('0', '1')).toBe('ok');
});

test('a reader that remains behind the head has stalled', async () => {
  expect(await readersAt('1', '1')).toBe('failing');
});

test('the lag of a reader that was idle begins with its next event', async () => {
  const store = openMemoryEventStore();
  const event = { id: randomUUID(), type: 'UserErased', data: {}, metadata: {} };
  await store.append([{ stream: 'user-1', expected: 'no_stream', events: [event] }]);
  const idle = { reader: 'users@1', position: START, seconds: IDLE_SECONDS, parked: 0 };
  const { readers } = await withLags(store, [idle]);
  expect(readers[0]?.lag).toBeLessThan(IDLE_SECONDS);
});
